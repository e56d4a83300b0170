// Outlines of countries with no more points than a map of a region can show.

/** Douglas and Peucker's choice of points: `line` is [[x, y], …], ends are kept. */
export function simplify(line, tolerance) {
  const keep = new Array(line.length).fill(false);
  keep[0] = keep[line.length - 1] = true;
  const spans = [[0, line.length - 1]];
  while (spans.length > 0) {
    const [from, to] = spans.pop();
    let [farthest, worst] = [-1, tolerance];
    for (let i = from + 1; i < to; ++i) {
      const off = distance(line[i], line[from], line[to]);
      if (off > worst) [farthest, worst] = [i, off];
    }
    if (farthest < 0) continue;
    keep[farthest] = true;
    spans.push([from, farthest], [farthest, to]);
  }
  return line.filter((_, i) => keep[i]);
}

/** Of a point from the line through a and b, or from a where they are one. */
function distance(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(p[0] - a[0], p[1] - a[1]);
  return Math.abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0])) / length;
}

/** A quantised topology with its countries alone; arcs keep their ends, so borders still meet. */
export function slim(atlas, tolerance_deg) {
  const tolerance = tolerance_deg / Math.max(...atlas.transform.scale);
  const arcs = atlas.arcs.map((deltas) => {
    let [x, y] = [0, 0];
    const line = simplify(deltas.map(([dx, dy]) => [(x += dx), (y += dy)]), tolerance);
    return line.map((p, i) => (i === 0 ? p : [p[0] - line[i - 1][0], p[1] - line[i - 1][1]]));
  });
  return { ...atlas, objects: { countries: atlas.objects.countries }, arcs };
}
