import assert from "node:assert/strict";
import { test } from "node:test";

import { simplify, slim } from "./outlines.js";

test("points on a line go, corners and ends stay", () => {
  const line = [[0, 0], [1, 0.01], [2, 0], [2, 2], [2, 4]];
  assert.deepEqual(simplify(line, 0.1), [[0, 0], [2, 0], [2, 4]]);
  assert.deepEqual(simplify(line, 0), [[0, 0], [1, 0.01], [2, 0], [2, 4]]);
});

test("a closed line keeps its farthest point", () => {
  assert.deepEqual(simplify([[0, 0], [5, 0], [5, 5], [0, 0]], 1), [[0, 0], [5, 0], [5, 5], [0, 0]]);
});

test("arcs end where they ended", () => {
  const atlas = {
    transform: { scale: [0.5, 0.5], translate: [0, 0] },
    objects: { countries: { type: "GeometryCollection", geometries: [] }, land: {} },
    arcs: [[[2, 2], [1, 0], [1, 0], [0, 3]]],
  };
  const small = slim(atlas, 0.1);
  assert.deepEqual(small.arcs, [[[2, 2], [2, 0], [0, 3]]]);
  assert.deepEqual(Object.keys(small.objects), ["countries"]);
  assert.equal(atlas.arcs[0].length, 4);
});
