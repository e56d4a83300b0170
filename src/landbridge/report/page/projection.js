// From longitude and latitude to the plane, and cutting the world to what the map shows.

const radians = Math.PI / 180;

/** Lambert's conformal conic [snyder1987, ch. 15] on a sphere of radius one, for a band off the
 *  equator; Mercator [snyder1987, ch. 7] where the cone would degenerate. [deg] -> [1], y down. */
export function projection_for({ west, east, south, north }) {
  const middle = (west + east) / 2;
  const from = (south + (north - south) / 6) * radians;
  const to = (north - (north - south) / 6) * radians;
  const mercator_y = (latitude) => Math.log(Math.tan(Math.PI / 4 + latitude / 2));
  if (Math.abs(from + to) / 2 < 10 * radians || Math.abs(from + to) / 2 > 80 * radians)
    return ([lon, lat]) => [
      (lon - middle) * radians,
      -mercator_y(Math.max(-80, Math.min(80, lat)) * radians),
    ];
  const n =
    Math.abs(to - from) < 1e-6
      ? Math.sin(from)
      : Math.log(Math.cos(from) / Math.cos(to)) / (mercator_y(to) - mercator_y(from));
  const f = (Math.cos(from) * Math.exp(n * mercator_y(from))) / n;
  return ([lon, lat]) => {
    const rho = f * Math.exp(-n * mercator_y(Math.max(-89, Math.min(89, lat)) * radians));
    const theta = n * (lon - middle) * radians;
    return [rho * Math.sin(theta), rho * Math.cos(theta)];
  };
}

/** The box around points, wider by a share on every side. */
export function box_of(points, share = 0.25) {
  const longitudes = points.map((p) => p[0]);
  const latitudes = points.map((p) => p[1]);
  let [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  let [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const pad = Math.max(0.5, share * Math.max(east - west, north - south));
  [west, east, south, north] = [west - pad, east + pad, south - pad, north + pad];
  return { west, east, south: Math.max(-88, south), north: Math.min(88, north) };
}

const edges = (box) => [
  { is_in: (p) => p[0] >= box.west, at: (a, b) => cut(a, b, 0, box.west) },
  { is_in: (p) => p[0] <= box.east, at: (a, b) => cut(a, b, 0, box.east) },
  { is_in: (p) => p[1] >= box.south, at: (a, b) => cut(a, b, 1, box.south) },
  { is_in: (p) => p[1] <= box.north, at: (a, b) => cut(a, b, 1, box.north) },
];

function cut(a, b, axis, value) {
  const t = (value - a[axis]) / (b[axis] - a[axis]);
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** The part of a ring inside a box, by Sutherland and Hodgman's method [sutherland1974]. */
export function clip_ring(ring, box) {
  let points = ring;
  for (const edge of edges(box)) {
    const kept = [];
    points.forEach((point, index) => {
      const before = points[(index + points.length - 1) % points.length];
      if (edge.is_in(point)) {
        if (!edge.is_in(before)) kept.push(edge.at(before, point));
        kept.push(point);
      } else if (edge.is_in(before)) {
        kept.push(edge.at(before, point));
      }
    });
    points = kept;
    if (points.length === 0) return [];
  }
  return points;
}

/** Signed area of a plane ring and its centre of mass. */
export function centre_of(ring) {
  let [area, x, y] = [0, 0, 0];
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length];
    const cross = p[0] * q[1] - q[0] * p[1];
    area += cross / 2;
    x += (p[0] + q[0]) * cross;
    y += (p[1] + q[1]) * cross;
  });
  return area === 0
    ? { area: 0, at: ring[0] ?? [0, 0] }
    : { area: Math.abs(area), at: [x / (6 * area), y / (6 * area)] };
}

/** A line moved sideways by a distance, with mitred corners. */
export function offset_line(points, distance) {
  if (distance === 0 || points.length < 2) return points;
  const normals = points.slice(1).map((q, i) => {
    const p = points[i];
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    return [-(q[1] - p[1]) / length, (q[0] - p[0]) / length];
  });
  return points.map((point, i) => {
    const a = normals[Math.max(0, i - 1)];
    const b = normals[Math.min(normals.length - 1, i)];
    const sum = [a[0] + b[0], a[1] + b[1]];
    const square = sum[0] ** 2 + sum[1] ** 2;
    const stretch = square < 0.5 ? 0 : (2 * distance) / square;
    return [point[0] + sum[0] * stretch, point[1] + sum[1] * stretch];
  });
}

/** Points at even distances along a line, with the direction there [rad]. */
export function stations_along(points, spacing) {
  const lengths = points
    .slice(1)
    .map((q, i) => Math.hypot(q[0] - points[i][0], q[1] - points[i][1]));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.max(1, Math.round(total / spacing));
  const found = [];
  for (let k = 0; k < count; k += 1) {
    let rest = ((k + 0.5) / count) * total;
    let i = 0;
    while (i < lengths.length - 1 && rest > lengths[i]) rest -= lengths[i++];
    const [p, q] = [points[i], points[i + 1]];
    const t = lengths[i] ? Math.min(1, rest / lengths[i]) : 0;
    found.push({
      at: [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])],
      angle: Math.atan2(q[1] - p[1], q[0] - p[0]),
    });
  }
  return { total, found };
}
