// Land and borders under the network: Natural Earth 1:50m, cut to what is shown.

import { feature } from "topojson-client";
import { s } from "./dom.js";
import { centre_of, clip_ring } from "./projection.js";

let countries = null;

/** Outlines from the data block of the page; read once, and only if there is a map. */
function all_countries() {
  if (countries) return countries;
  const block = document.getElementById("atlas");
  if (!block) return (countries = []);
  const atlas = JSON.parse(block.textContent);
  countries = feature(atlas, atlas.objects.countries).features.map((one) => ({
    name: one.properties?.name ?? "",
    rings:
      one.geometry?.type === "Polygon"
        ? [one.geometry.coordinates]
        : one.geometry?.type === "MultiPolygon"
          ? one.geometry.coordinates
          : [],
  }));
  return countries;
}

function touches(ring, box) {
  let [west, east, south, north] = [180, -180, 90, -90];
  for (const [lon, lat] of ring) {
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  return west < box.east && east > box.west && south < box.north && north > box.south;
}

const path_of = (ring) => `M${ring.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}Z`;

/** Steps along box edges, so that a clipped edge bends with the projection. */
function dense(ring) {
  return ring.flatMap((p, i) => {
    const q = ring[(i + 1) % ring.length];
    const steps = Math.min(
      24,
      Math.ceil(Math.max(Math.abs(q[0] - p[0]), Math.abs(q[1] - p[1])) / 2),
    );
    return Array.from({ length: Math.max(1, steps) }, (_, k) => [
      p[0] + (k / Math.max(1, steps)) * (q[0] - p[0]),
      p[1] + (k / Math.max(1, steps)) * (q[1] - p[1]),
    ]);
  });
}

/** Paths of the land, and where each name would sit. `place` is [lon, lat] -> [px, px]. */
export function draw_land(box, place, size) {
  const group = s("g", { class: "land", "aria-hidden": "true" });
  const names = [];
  const frame = { west: 0, east: size.width, south: 0, north: size.height };
  for (const country of all_countries()) {
    let d = "";
    let best = { area: 0, at: null };
    for (const polygon of country.rings) {
      if (!touches(polygon[0], box)) continue;
      for (const [index, ring] of polygon.entries()) {
        const cut = clip_ring(ring, box);
        if (cut.length < 3) continue;
        const placed = dense(cut).map(place);
        d += path_of(placed);
        const seen = index === 0 ? centre_of(clip_ring(placed, frame)) : { area: 0 };
        if (seen.area > best.area) best = seen;
      }
    }
    if (d === "") continue;
    group.append(s("path", { d, "fill-rule": "evenodd" }));
    if (best.area > 2500) names.push({ text: country.name, at: best.at, area: best.area });
  }
  return { group, names: names.sort((a, b) => b.area - a.area) };
}

/** Meridians and parallels, a few, so that a reader can check positions. */
export function draw_graticule(box, place) {
  const span = Math.max(box.east - box.west, box.north - box.south);
  const step = [1, 2, 5, 10, 20].find((candidate) => span / candidate <= 12) ?? 30;
  const group = s("g", { class: "graticule", "aria-hidden": "true" });
  const line = (points) =>
    group.append(
      s("path", {
        d: `M${points
          .map((p) =>
            place(p)
              .map((v) => v.toFixed(1))
              .join(" "),
          )
          .join("L")}`,
      }),
    );
  const along = (from, to) => Array.from({ length: 25 }, (_, k) => from + (k / 24) * (to - from));
  for (let lon = Math.ceil(box.west / step) * step; lon <= box.east; lon += step)
    line(along(box.south, box.north).map((lat) => [lon, lat]));
  for (let lat = Math.ceil(box.south / step) * step; lat <= box.north; lat += step)
    line(along(box.west, box.east).map((lon) => [lon, lat]));
  return group;
}
