// Links and nodes on the map: width is flow, colour is how much of the limit is used, a broken line
// is closed, arrowheads point where the flow goes.

import { as_list, s } from "./dom.js";
import { is_number, percent, with_unit, words } from "./format.js";
import { offset_line, stations_along } from "./projection.js";

const width_px_max = 13;
const width_px_min = 1.8;

export const use_classes = [
  { id: "use-0", up_to: 0.5, text: "under 50 %" },
  { id: "use-1", up_to: 0.8, text: "50–80 %" },
  { id: "use-2", up_to: 0.95, text: "80–95 %" },
  { id: "use-3", up_to: 1.0005, text: "95–100 %" },
  { id: "use-4", up_to: Infinity, text: "over the limit" },
];

export function use_class(link) {
  if (link.is_closed) return "closed";
  if (!is_number(link.utilisation)) return "use-none";
  return use_classes.find((one) => link.utilisation <= one.up_to).id;
}

/** Largest flow of every unit over all scenarios: one scale for the whole page. */
export function flow_scale(scenarios) {
  const largest = new Map();
  for (const link of scenarios.flatMap((one) => one.map?.links ?? [])) {
    const size = Math.abs(link.flow?.value ?? 0);
    const key = link.flow?.unit ?? "";
    largest.set(key, Math.max(largest.get(key) ?? 0, is_number(size) ? size : 0));
  }
  return largest;
}

export function width_of(flow, scale) {
  const largest = scale.get(flow?.unit ?? "") || 1;
  const size = is_number(flow?.value) ? Math.abs(flow.value) : 0;
  return Math.max(width_px_min, (width_px_max * size) / largest);
}

export function link_words(link, nodes) {
  const name_of = (id) => nodes.get(id)?.name ?? id;
  const [from, to] = (link.flow?.value ?? 0) < 0 ? [link.to, link.from] : [link.from, link.to];
  return [
    { label: null, value: link.name ?? link.id },
    { label: "Way", value: `${name_of(from)} to ${name_of(to)}` },
    {
      label: "Kind",
      value: [words(link.kind), link.is_new ? "new" : "", link.is_closed ? "closed" : ""]
        .filter(Boolean)
        .join(", "),
    },
    {
      label: "Flow",
      value: is_number(link.flow?.value)
        ? with_unit(Math.abs(link.flow.value), link.flow.unit)
        : null,
    },
    {
      label: "Limit",
      value: is_number(link.limit?.value) ? with_unit(link.limit.value, link.limit.unit) : null,
    },
    {
      label: "Used",
      value: is_number(link.utilisation) && !link.is_closed ? percent(link.utilisation) : null,
    },
    ...as_list(link.values).map((v) => ({ label: v.label, value: with_unit(v.value, v.unit) })),
  ].filter((row) => row.value);
}

export function node_words(node) {
  return [
    { label: null, value: node.name ?? node.id },
    { label: "Role", value: words(node.role) },
    ...as_list(node.values).map((v) => ({ label: v.label, value: with_unit(v.value, v.unit) })),
  ].filter((row) => row.value);
}

export const spoken = (rows) =>
  rows.map((row) => (row.label ? `${row.label}: ${row.value}` : row.value)).join("; ");

const path_of = (points) =>
  `M${points.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}`;

/** Lines on the plane; those that join the same two nodes lie side by side. */
export function lay_out(links, nodes, place, scale) {
  const groups = new Map();
  for (const link of links) {
    const key = [link.from, link.to].sort().join("\u0000");
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  const laid = [];
  for (const group of groups.values()) {
    const gaps = group.map((link) => width_of(link.flow, scale) + (link.is_new ? 7 : 3));
    const total = gaps.reduce((sum, gap) => sum + gap, 0);
    let start = -total / 2;
    group.forEach((link, index) => {
      const ends = [nodes.get(link.from), nodes.get(link.to)]
        .filter(Boolean)
        .map((n) => [n.lon, n.lat]);
      const way = as_list(link.path).length > 1 ? link.path : ends;
      const shift = (start + gaps[index] / 2) * (link.from <= link.to ? 1 : -1);
      start += gaps[index];
      if (way.length > 1)
        laid.push({ link, points: offset_line(way.map(place), group.length > 1 ? shift : 0) });
    });
  }
  return laid;
}

function arrows(points, width, is_reversed) {
  const { total, found } = stations_along(points, 110);
  if (total < 22) return [];
  const size = Math.max(5.5, width * 0.62);
  return found.map(({ at, angle }) =>
    s("path", {
      class: "arrow",
      d: `M${-size * 0.8} ${-size}L${size} 0L${-size * 0.8} ${size}L${-size * 0.35} 0Z`,
      transform: [
        `translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`,
        `rotate(${((angle * 180) / Math.PI + (is_reversed ? 180 : 0)).toFixed(1)})`,
      ].join(" "),
    }),
  );
}

export function draw_link({ link, points }, nodes, scale) {
  const width = width_of(link.flow, scale);
  const d = path_of(points);
  const value = link.flow?.value ?? 0;
  return s(
    "g",
    {
      class: `link ${use_class(link)}${link.is_new ? " is-new" : ""}`,
      role: "img",
      "data-id": link.id,
      "aria-label": spoken(link_words(link, nodes)),
    },
    s("path", { class: "reach", d, "stroke-width": Math.max(16, width + 8) }),
    s("path", { class: "focus-ring", d, "stroke-width": width + 7 }),
    link.is_new ? s("path", { class: "new-edge", d, "stroke-width": width + 4.5 }) : null,
    link.is_new ? s("path", { class: "new-gap", d, "stroke-width": width + 2 }) : null,
    s("path", { class: "line", d, "stroke-width": width.toFixed(2) }),
    link.is_closed || Math.abs(value) < 1e-9 ? null : arrows(points, width, value < 0),
  );
}

const shapes = {
  source: "M-6 5 0-6 6 5Z",
  supply: "M-6 5 0-6 6 5Z",
  sink: "M-6-5 0 6 6-5Z",
  demand: "M-6-5 0 6 6-5Z",
  market: "M-6-5 0 6 6-5Z",
  border: "M0-6 6 0 0 6-6 0Z",
  crossing: "M0-6 6 0 0 6-6 0Z",
  station: "M-4.5-4.5H4.5V4.5H-4.5Z",
  compressor: "M-4.5-4.5H4.5V4.5H-4.5Z",
};
const round = "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z";

export const shape_of = (role) => shapes[role] ?? round;
export const shape_order = [
  ["source", "supply", "source"],
  ["sink", "demand", "sink", "market"],
  ["border crossing", "border", "crossing"],
  ["station", "station", "compressor"],
];

export function draw_node(node, at) {
  return s(
    "g",
    {
      class: "node",
      role: "img",
      "data-id": node.id,
      "aria-label": spoken(node_words(node)),
      transform: `translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`,
    },
    s("circle", { class: "reach", r: 13 }),
    s("circle", { class: "focus-ring", r: 9.5 }),
    s("path", { class: "sign", d: shape_of(node.role) }),
  );
}
