// Names on the map: each takes the first place around its point that nothing else needs.

import { s } from "./dom.js";

const line_height_px = 15;
const offsets = [
  [1, 0],
  [-1, 0],
  [1, -0.8],
  [1, 0.8],
  [-1, -0.8],
  [-1, 0.8],
  [0, -1.2],
  [0, 1.2],
];

let ruler = null;

/** Width of a text in the fonts of the map [px]. */
export function text_width(text, font = "500 12.5px system-ui, sans-serif") {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return 7 * text.length;
  ruler.font = font;
  return ruler.measureText(text).width;
}

const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function box_at([dx, dy], point, width, gap) {
  const x = dx > 0 ? point[0] + gap : dx < 0 ? point[0] - gap - width : point[0] - width / 2;
  return {
    x,
    y: point[1] + dy * (line_height_px - 2) - line_height_px / 2,
    w: width,
    h: line_height_px,
  };
}

/** Cost of a place: overlaps with what is drawn already; infinite outside the frame. */
function cost_of(box, taken, size) {
  if (box.x < 2 || box.y < 2 || box.x + box.w > size.width - 2 || box.y + box.h > size.height - 2)
    return Infinity;
  let cost = 0;
  for (const other of taken) if (overlaps(box, other)) cost += other.is_hard ? 100 : 1;
  return cost;
}

/** Labels for `wanted` [{text, at, gap, rank}] that do not collide; the rest stays without. */
export function place_labels(wanted, taken, size, kind) {
  const group = s("g", { class: kind, "aria-hidden": "true" });
  for (const label of [...wanted].sort((a, b) => b.rank - a.rank)) {
    const width = text_width(label.text, label.font);
    let best = { cost: Infinity };
    for (const offset of label.is_centred ? [[0, 0]] : offsets) {
      const box = box_at(offset, label.at, width, label.gap ?? 8);
      const cost = cost_of(box, taken, size);
      if (cost < best.cost) best = { cost, box };
    }
    if (best.cost > (label.tolerance ?? 3)) continue;
    taken.push({ ...best.box, is_hard: true });
    group.append(
      s(
        "text",
        { x: best.box.x.toFixed(1), y: (best.box.y + line_height_px - 4).toFixed(1) },
        label.text,
      ),
    );
  }
  return group;
}

/** Small soft boxes along a line, so that names prefer to keep off it. */
export function boxes_along(points, radius = 4) {
  const boxes = [];
  points.slice(1).forEach((q, i) => {
    const p = points[i];
    const steps = Math.max(1, Math.ceil(Math.hypot(q[0] - p[0], q[1] - p[1]) / 10));
    for (let k = 0; k <= steps; k += 1)
      boxes.push({
        x: p[0] + (k / steps) * (q[0] - p[0]) - radius,
        y: p[1] + (k / steps) * (q[1] - p[1]) - radius,
        w: 2 * radius,
        h: 2 * radius,
        is_hard: false,
      });
  });
  return boxes;
}
