import assert from "node:assert/strict";
import test from "node:test";
import {
  box_of,
  centre_of,
  clip_ring,
  offset_line,
  projection_for,
  stations_along,
} from "./projection.js";

const near = (a, b, tolerance) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

/** Scale along the meridian and along the parallel, by differences. */
function scales(project, lon, lat) {
  const step = 1e-4;
  const [a, b, c] = [project([lon, lat]), project([lon, lat + step]), project([lon + step, lat])];
  const arc = (step * Math.PI) / 180;
  return [
    Math.hypot(b[0] - a[0], b[1] - a[1]) / arc,
    Math.hypot(c[0] - a[0], c[1] - a[1]) / (arc * Math.cos((lat * Math.PI) / 180)),
  ];
}

test("the projection is conformal: both scales agree, north, south and on the equator", () => {
  for (const [south, north, lat] of [
    [35, 44, 39],
    [-40, -20, -33],
    [-5, 5, 2],
    [60, 75, 70],
  ]) {
    const project = projection_for({ west: 40, east: 60, south, north });
    const [along, across] = scales(project, 52, lat);
    near(along / across, 1, 1e-5);
  }
});

test("the cone keeps lengths on its two standard parallels", () => {
  const project = projection_for({ west: 40, east: 60, south: 30, north: 60 });
  for (const lat of [35, 55]) near(scales(project, 50, lat)[1], 1, 1e-6);
});

test("north is up and east is right", () => {
  for (const [south, north] of [
    [35, 45],
    [-45, -35],
    [-5, 5],
  ]) {
    const project = projection_for({ west: 40, east: 60, south, north });
    assert.ok(project([50, north])[1] < project([50, south])[1]);
    assert.ok(project([60, south])[0] > project([40, south])[0]);
  }
});

test("Lambert's cone gives the printed example of a sphere", () => {
  // Standard parallels 33 and 45 deg, origin 23 N 96 W; the point 35 N 75 W [snyder1987, p. 295]:
  // x = 0.2966785, y = 0.2462112. The box is chosen so that its sixths are those parallels.
  const project = projection_for({ west: -106, east: -86, south: 30, north: 48 });
  const [origin, point] = [project([-96, 23]), project([-75, 35])];
  near(point[0] - origin[0], 0.2966785, 1e-7);
  near(origin[1] - point[1], 0.2462112, 1e-7);
});

test("a ring is cut at the box, and one outside vanishes", () => {
  const square = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ];
  near(centre_of(clip_ring(square, { west: 1, east: 3, south: -1, north: 2 })).area, 4, 1e-12);
  assert.deepEqual(clip_ring(square, { west: 5, east: 6, south: 0, north: 1 }), []);
  assert.deepEqual(clip_ring(square, { west: -9, east: 9, south: -9, north: 9 }), square);
});

test("a line moved sideways keeps its distance, also round a corner", () => {
  const moved = offset_line(
    [
      [0, 0],
      [10, 0],
      [10, 10],
    ],
    2,
  );
  assert.deepEqual(
    moved.map((p) => p.map((v) => Math.round(v * 1e9) / 1e9)),
    [
      [0, 2],
      [8, 2],
      [8, 10],
    ],
  );
});

test("arrows stand at even distances and point along the line", () => {
  const { total, found } = stations_along(
    [
      [0, 0],
      [100, 0],
      [100, 100],
    ],
    50,
  );
  near(total, 200, 1e-12);
  assert.deepEqual(
    found.map((f) => f.at),
    [
      [25, 0],
      [75, 0],
      [100, 25],
      [100, 75],
    ],
  );
  near(found[3].angle, Math.PI / 2, 1e-12);
});

test("a box around one point is not empty", () => {
  const box = box_of([[49, 38]]);
  assert.ok(box.east > box.west && box.north > box.south);
});
