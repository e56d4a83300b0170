// The picture: one map with all layers, its legend, a note that follows pointer and keyboard focus,
// and the same content as tables.

import { announce, rove } from "./a11y.js";
import { cite } from "./citations.js";
import { as_list, h, s } from "./dom.js";
import { is_number, number, with_unit, words } from "./format.js";
import { draw_graticule, draw_land } from "./map_base.js";
import { boxes_along, place_labels } from "./map_labels.js";
import * as network from "./map_network.js";
import { box_of, projection_for } from "./projection.js";
import { on_scenario } from "./state.js";
import { table } from "./tables.js";

const name_font = "500 12.5px system-ui, sans-serif";
const country_font = "600 11px system-ui, sans-serif";
const zoom_max = 12;

const point_of = (node) => [node.lon, node.lat];

/** Points that the map must show; a waypoint on a sea lane may lie outside, as the Cape does. */
function all_points(scenarios) {
  const nodes = scenarios.flatMap((one) => one.map?.nodes ?? []);
  const known = new Set(nodes.map((node) => node.id));
  const is_loose = (link) => !known.has(link.from) || !known.has(link.to);
  return [
    ...nodes.filter((node) => node.role !== "waypoint").map(point_of),
    ...scenarios
      .flatMap((one) => (one.map?.links ?? []).filter(is_loose))
      .flatMap((link) => link.path ?? []),
  ].filter((p) => is_number(p[0]) && is_number(p[1]));
}

const domains_of = (scenario) => (scenario.sections ?? []).map((one) => one.domain).join(" ");

/** One frame for all scenarios about the same domains, so that a gas map is not as wide as one of
 * sea lanes. */
function contexts_of(scenarios) {
  const found = new Map();
  for (const one of scenarios) {
    const key = domains_of(one);
    if (found.has(key)) continue;
    const family = scenarios.filter((other) => domains_of(other) === key);
    const points = all_points(family);
    if (points.length === 0) continue;
    found.set(key, {
      box: box_of(points, 0.12),
      scale: network.flow_scale(family),
      view: { zoom: 1, dx: 0, dy: 0 },
      family,
    });
  }
  return found;
}

/** From degrees to pixels for a frame of this size, looked at with this zoom. */
function placing(box, size, view) {
  const project = projection_for(box);
  const rim = [];
  for (let k = 0; k <= 8; k += 1) {
    const [lon, lat] = [
      box.west + (k / 8) * (box.east - box.west),
      box.south + (k / 8) * (box.north - box.south),
    ];
    rim.push(
      project([lon, box.south]),
      project([lon, box.north]),
      project([box.west, lat]),
      project([box.east, lat]),
    );
  }
  const [xs, ys] = [rim.map((p) => p[0]), rim.map((p) => p[1])];
  const [left, right, top, bottom] = [
    Math.min(...xs),
    Math.max(...xs),
    Math.min(...ys),
    Math.max(...ys),
  ];
  const scale = Math.min(size.width / (right - left), size.height / (bottom - top)) * view.zoom;
  const place = (point) => {
    const [x, y] = project(point);
    return [
      size.width / 2 + (x - (left + right) / 2) * scale + view.dx,
      size.height / 2 + (y - (top + bottom) / 2) * scale + view.dy,
    ];
  };
  return { place, aspect: (bottom - top) / (right - left) };
}

function wider(box, share) {
  const [w, t] = [(box.east - box.west) * share, (box.north - box.south) * share];
  return {
    west: Math.max(-180, box.west - w),
    east: Math.min(180, box.east + w),
    south: Math.max(-85, box.south - t),
    north: Math.min(85, box.north + t),
  };
}

function note_content(rows, sources) {
  return [
    h("strong", {}, rows[0].value),
    h(
      "dl",
      {},
      rows
        .slice(1)
        .flatMap((row) => [
          row.label === "Way"
            ? h("dt", { class: "visually-hidden" }, row.label)
            : h("dt", {}, row.label),
          h("dd", { class: row.label === "Way" ? "wide" : null }, row.value),
        ]),
    ),
    as_list(sources).length ? h("p", { class: "quiet" }, "Source:", cite(sources)) : null,
  ];
}

/** Shows a note beside a point of the map, inside its frame. */
function show_note(note, frame, at, content) {
  note.replaceChildren(...content.filter(Boolean));
  note.hidden = false;
  const room = frame.clientWidth - note.offsetWidth - 8;
  const below = at[1] + 18 + note.offsetHeight < frame.clientHeight;
  note.style.left = `${Math.max(8, Math.min(room, at[0] + 14))}px`;
  note.style.top = `${below ? at[1] + 16 : Math.max(8, at[1] - note.offsetHeight - 14)}px`;
}

function attach_note(element, rows, sources, at, { note, frame }) {
  const open = (event) => {
    const bounds = frame.getBoundingClientRect();
    const spot = event?.clientX ? [event.clientX - bounds.left, event.clientY - bounds.top] : at;
    show_note(note, frame, spot, note_content(rows, sources));
  };
  const close = () => {
    note.hidden = true;
  };
  element.addEventListener("pointermove", open);
  element.addEventListener("pointerleave", close);
  element.addEventListener("focus", () => open(null));
  element.addEventListener("blur", close);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}

function draw_names(nodes, laid, place, size, taken) {
  const degree = new Map();
  for (const { link } of laid)
    for (const id of [link.from, link.to]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const wanted = nodes.map((node, index) => ({
    text: node.name ?? node.id,
    at: place(point_of(node)),
    font: name_font,
    gap: 10,
    rank: (words(node.role) === "station" ? 0 : 100) + (degree.get(node.id) ?? 0) - index / 1000,
  }));
  return place_labels(wanted, taken, size, "node-names");
}

function draw_flows(laid, taken, size) {
  const wanted = laid
    .filter(({ link }) => !link.is_closed && is_number(link.flow?.value) && link.flow.value !== 0)
    .map(({ link, points }) => {
      const middle = points[Math.floor((points.length - 1) / 2)];
      const next = points[Math.floor((points.length - 1) / 2) + 1] ?? middle;
      return {
        text: number(Math.abs(link.flow.value)),
        at: [(middle[0] + next[0]) / 2, (middle[1] + next[1]) / 2],
        gap: 11,
        rank: Math.abs(link.flow.value),
        tolerance: 0.5,
        font: "600 12px system-ui, sans-serif",
      };
    });
  return place_labels(wanted, taken, size, "flow-values");
}

function draw_countries(names, taken, size) {
  const wanted = names.map((one) => ({
    text: one.text.toUpperCase(),
    at: one.at,
    rank: one.area,
    is_centred: true,
    font: country_font,
    tolerance: 1.5,
  }));
  return place_labels(wanted, taken, size, "country-names");
}

function draw_map(parts, scenario, context) {
  const { svg, frame } = parts;
  const size = { width: frame.clientWidth, height: frame.clientHeight };
  if (size.width === 0) return;
  const { place } = placing(context.box, size, context.view);
  const nodes = (scenario.map?.nodes ?? []).filter((node) => point_of(node).every(is_number));
  const by_id = new Map(nodes.map((node) => [node.id, node]));
  const laid = network.lay_out(scenario.map?.links ?? [], by_id, place, context.scale);
  laid.sort((a, b) => Math.abs(b.link.flow?.value ?? 0) - Math.abs(a.link.flow?.value ?? 0));
  const clip = wider(context.box, 2.5);
  const land = draw_land(clip, place, size);
  const links = laid.map((one) => network.draw_link(one, by_id, context.scale));
  const signs = nodes.map((node) => network.draw_node(node, place(point_of(node))));
  const taken = [
    ...nodes.map((node) => {
      const [x, y] = place(point_of(node));
      return { x: x - 6, y: y - 6, w: 12, h: 12, is_hard: true };
    }),
    ...laid.flatMap(({ points }) => boxes_along(points)),
  ];
  const names = draw_names(nodes, laid, place, size, taken);
  const flows = draw_flows(laid, taken, size);
  const countries = draw_countries(land.names, taken, size);
  svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  svg.replaceChildren(
    draw_graticule(clip, place),
    land.group,
    countries,
    ...links,
    ...signs,
    names,
    flows,
  );
  laid.forEach(({ link, points }, i) =>
    attach_note(
      links[i],
      network.link_words(link, by_id),
      link.source ?? link.sources,
      points[Math.floor(points.length / 2)],
      parts,
    ),
  );
  nodes.forEach((node, i) =>
    attach_note(
      signs[i],
      network.node_words(node),
      node.source ?? node.sources,
      place(point_of(node)),
      parts,
    ),
  );
  rove([...links, ...signs]);
}

function legend(scenarios, scale) {
  const line = (kind, width, extra) =>
    s(
      "svg",
      { width: 34, height: 16, class: `link ${kind}`, "aria-hidden": "true" },
      extra,
      s("path", { class: "line", d: "M2 8H32", "stroke-width": width }),
    );
  const all_links = scenarios.flatMap((one) => one.map?.links ?? []);
  const widths = [...scale]
    .filter(([, largest]) => largest > 0)
    .flatMap(([key, largest]) => {
      const steps = [largest, largest / 4].map((v) => Number(v.toPrecision(1)));
      return steps.map((v) =>
        h(
          "li",
          {},
          line("use-1", network.width_of({ value: v, unit: key }, scale)),
          with_unit(v, key),
        ),
      );
    });
  const uses = network.use_classes.map((one) => h("li", {}, line(one.id, 6), one.text));
  const roles = new Set(scenarios.flatMap((one) => one.map?.nodes ?? []).map((node) => node.role));
  const signs = network.shape_order
    .filter(([, ...ids]) => ids.some((id) => roles.has(id)))
    .map(([text, id]) =>
      h(
        "li",
        {},
        s(
          "svg",
          { width: 34, height: 16, viewBox: "-17 -8 34 16", class: "node", "aria-hidden": "true" },
          s("path", { class: "sign", d: network.shape_of(id) }),
        ),
        text,
      ),
    );
  const states = [
    all_links.some((link) => link.is_closed) ? h("li", {}, line("closed", 2.4), "closed") : null,
    all_links.some((link) => link.is_new)
      ? h(
          "li",
          {},
          line("use-1 is-new", 4, [
            s("path", { class: "new-edge", d: "M2 8H32", "stroke-width": 9 }),
            s("path", { class: "new-gap", d: "M2 8H32", "stroke-width": 6.5 }),
          ]),
          "new in the scenario",
        )
      : null,
  ];
  return h(
    "div",
    { class: "legend" },
    h("div", {}, h("h4", {}, "Width: flow"), h("ul", {}, widths)),
    h("div", {}, h("h4", {}, "Colour: share of the limit in use"), h("ul", {}, uses)),
    h("div", {}, h("h4", {}, "Signs"), h("ul", {}, states, signs)),
  );
}

function same_unit(links, key) {
  const units = new Set(links.map((link) => link[key]?.unit).filter(Boolean));
  return units.size === 1 ? [...units][0] : null;
}

function list_of(scenario) {
  const nodes = new Map((scenario.map?.nodes ?? []).map((node) => [node.id, node]));
  const links = scenario.map?.links ?? [];
  const [flow_unit, limit_unit] = [same_unit(links, "flow"), same_unit(links, "limit")];
  const shown = (value, common) =>
    common || !is_number(value?.value)
      ? (value?.value ?? null)
      : with_unit(value.value, value.unit);
  const rows = links.map((link) => [
    link.name ?? link.id,
    nodes.get(link.from)?.name ?? link.from,
    nodes.get(link.to)?.name ?? link.to,
    shown(link.flow, flow_unit),
    shown(link.limit, limit_unit),
    is_number(link.utilisation) ? 100 * link.utilisation : null,
    [link.is_closed ? "closed" : "", link.is_new ? "new" : ""].filter(Boolean).join(", ") || "open",
    h("span", {}, cite(link.source ?? link.sources)),
  ]);
  const node_rows = [...nodes.values()].map((node) => [
    node.name ?? node.id,
    words(node.role),
    node.lat,
    node.lon,
    as_list(node.values)
      .map((v) => `${v.label} ${with_unit(v.value, v.unit)}`)
      .join("; "),
    h("span", {}, cite(node.source ?? node.sources)),
  ]);
  return [
    table({
      caption: `Links in the scenario ${scenario.title}`,
      show_caption: true,
      rows,
      columns: [
        { name: "Link" },
        { name: "From" },
        { name: "To" },
        { name: "Flow", unit: flow_unit, is_number: true },
        { name: "Limit", unit: limit_unit, is_number: true },
        { name: "Used", unit: "%", is_number: true },
        { name: "State" },
        { name: "Source" },
      ],
    }),
    table({
      caption: `Places in the scenario ${scenario.title}`,
      show_caption: true,
      rows: node_rows,
      columns: [
        { name: "Place" },
        { name: "Role" },
        { name: "Latitude", unit: "deg", is_number: true },
        { name: "Longitude", unit: "deg", is_number: true },
        { name: "Values" },
        { name: "Source" },
      ],
    }),
  ];
}

function zoom_buttons(context, redraw, say) {
  const button = (text, label, act) =>
    h(
      "button",
      {
        type: "button",
        "aria-label": label,
        title: label,
        onclick: () => {
          act(context.view);
          redraw();
          say(label);
        },
      },
      text,
    );
  const by = (factor) => (view) => {
    const zoom = Math.min(zoom_max, Math.max(1, view.zoom * factor));
    const ratio = zoom / view.zoom;
    Object.assign(view, {
      zoom,
      dx: zoom === 1 ? 0 : view.dx * ratio,
      dy: zoom === 1 ? 0 : view.dy * ratio,
    });
  };
  return h(
    "div",
    { class: "zoom" },
    button("+", "closer", by(1.6)),
    button("−", "farther", by(1 / 1.6)),
    button("○", "whole map", (view) => Object.assign(view, { zoom: 1, dx: 0, dy: 0 })),
  );
}

/** Dragging moves the map once it is closer than the whole. */
function drag(frame, context, redraw) {
  let start = null;
  frame.addEventListener("pointerdown", (event) => {
    if (context.view.zoom > 1 && !event.target.closest("button"))
      start = { x: event.clientX - context.view.dx, y: event.clientY - context.view.dy };
  });
  frame.addEventListener("pointermove", (event) => {
    if (!start) return;
    Object.assign(context.view, { dx: event.clientX - start.x, dy: event.clientY - start.y });
    redraw();
  });
  for (const end of ["pointerup", "pointerleave"])
    frame.addEventListener(end, () => {
      start = null;
    });
}

export function picture_section(model) {
  const scenarios = model.scenarios ?? [];
  const contexts = contexts_of(scenarios);
  if (contexts.size === 0) return null;
  const context_of = (scenario) =>
    contexts.get(domains_of(scenario)) ?? contexts.values().next().value;
  const context = { ...context_of(scenarios[0]) };
  const svg = s("svg", { class: "map", role: "group" });
  const note = h("div", { class: "map-note", hidden: true, "aria-hidden": "true" });
  const frame = h("div", { class: "map-frame" }, svg, note);
  const legends = h("div", { class: "legends" });
  const enter = (scenario) => {
    const next = context_of(scenario);
    if (context.family === next.family && legends.firstChild) return;
    Object.assign(context, next);
    const { aspect } = placing(context.box, { width: 1, height: 1 }, { zoom: 1, dx: 0, dy: 0 });
    frame.style.setProperty("--aspect", String(Math.min(1.25, Math.max(0.6, aspect)).toFixed(3)));
    legends.replaceChildren(legend(context.family, context.scale));
  };
  const title = h("h3", {});
  const text = h("p", { class: "scenario-text" });
  const lists = h("div", { class: "map-lists" });
  let shown = scenarios[0];
  const redraw = () => draw_map({ svg, frame, note }, shown, context);
  frame.append(zoom_buttons(context, redraw, announce));
  drag(frame, context, redraw);
  on_scenario((id) => {
    shown = scenarios.find((one) => one.id === id) ?? scenarios[0];
    enter(shown);
    title.textContent = shown.title ?? shown.id;
    text.textContent = shown.text ?? "";
    svg.setAttribute(
      "aria-label",
      `Map of the scenario ${shown.title}: ${shown.map?.nodes?.length ?? 0} places and ` +
        `${shown.map?.links?.length ?? 0} links. Arrow keys move from one to the next.`,
    );
    lists.replaceChildren(...list_of(shown));
    redraw();
  });
  new ResizeObserver(redraw).observe(frame);
  return h(
    "section",
    { id: "picture", "aria-labelledby": "picture-title" },
    h("div", { class: "section-head" }, h("h2", { id: "picture-title" }, "The network")),
    h(
      "div",
      { class: "picture" },
      h("div", { class: "scenario-head" }, h("p", { class: "eyebrow" }, "Scenario"), title, text),
      h(
        "figure",
        { class: "map-figure" },
        frame,
        h(
          "figcaption",
          { class: "quiet" },
          "Outlines: Natural Earth 1:50m. Lines run straight between their stated points. ",
          "Point at a line or a place, or move with the arrow keys.",
        ),
      ),
      legends,
    ),
    h("details", { class: "more" }, h("summary", {}, "The same as tables"), lists),
  );
}
