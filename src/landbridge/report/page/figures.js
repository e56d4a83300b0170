// A figure: title, scenario, chart, line that reads the cursor, source, and the table behind it.

import { Cursor, chart_summary } from "./chart_cursor.js";
import { chart_height, chart_parts, open_chart } from "./charts.js";
import { source_line } from "./citations.js";
import { h, s, slug } from "./dom.js";
import { palette } from "./palette.js";
import { figure_table, marks_table, table } from "./tables.js";

const drawn = new Set();
const live = new Set();

function key_line(look) {
  const dash = Array.isArray(look.dash) ? look.dash.join(" ") : null;
  return s(
    "svg",
    { width: 26, height: 10, "aria-hidden": "true" },
    s("path", { d: "M1 5H25", stroke: look.colour, "stroke-width": 3, "stroke-dasharray": dash }),
  );
}

function key_box(look) {
  return s(
    "svg",
    { width: 14, height: 12, "aria-hidden": "true" },
    s("rect", { width: 12, height: 12, rx: 2, fill: look.colour }),
  );
}

function chart_key(figure, looks) {
  if (!looks || (figure.series ?? []).length < 2) return [];
  const is_curve = figure.kind === "lines" || figure.kind === "profile";
  return figure.series.map((one, i) =>
    h(
      "li",
      {},
      is_curve && one.style !== "ground" ? key_line(looks[i]) : key_box(looks[i]),
      one.name,
    ),
  );
}

function has_data(figure) {
  return (figure.series ?? []).some(
    (one) => (one.y ?? []).length > 0 || (one.low ?? []).length > 0,
  );
}

class Figure {
  constructor(figure, family, scenario) {
    Object.assign(this, { figure, family, scenario, chart: null, is_near: false });
    this.chart_box = h("div", {
      class: "chart",
      tabindex: "0",
      role: "group",
      "aria-label": chart_summary(figure, scenario.title),
    });
    this.key = h("ul", { class: "key" });
    this.readout = h("p", { class: "readout", "aria-hidden": "true" });
    this.list = h("ol", { class: "mark-list" });
    this.ring = h("div", { class: "cursor-ring", hidden: true, "aria-hidden": "true" });
    this.cursor = new Cursor(this.chart_box, this.readout, this.ring);
    this.element = this.frame();
  }

  frame() {
    const { figure, scenario } = this;
    const marks = (figure.marks ?? []).length
      ? table({ ...marks_table(figure), show_caption: true })
      : null;
    return h(
      "figure",
      {
        class: `figure kind-${slug(figure.kind)}`,
        id: `figure-${slug(figure.id)}`,
        "data-figure": figure.id,
      },
      h(
        "div",
        { class: "figure-head" },
        h("h4", {}, figure.title),
        h("p", { class: "scenario-name" }, scenario.title),
      ),
      this.key,
      has_data(figure) ? this.chart_box : h("p", { class: "quiet" }, "No values in this scenario."),
      this.readout,
      this.list,
      h(
        "figcaption",
        {},
        figure.note ? h("p", { class: "note" }, figure.note) : null,
        h("p", { class: "source" }, source_line(figure.source ?? figure.sources)),
        h(
          "details",
          { class: "more" },
          h("summary", {}, "Show table"),
          table(figure_table(figure)),
          marks,
        ),
      ),
    );
  }

  draw() {
    const width = this.chart_box.clientWidth;
    if (width === 0 || !has_data(this.figure)) return;
    const colours = palette();
    const size = { width, height: chart_height(this.figure, width) };
    this.chart_box.style.height = `${size.height}px`;
    this.chart?.dispose();
    this.chart = open_chart(this.chart_box, size);
    const parts = chart_parts(this.figure, this.family, size, colours);
    this.chart.setOption(parts.option);
    parts.finish(this.chart);
    this.chart_box.querySelector("svg")?.setAttribute("aria-hidden", "true");
    this.chart_box.append(this.ring);
    this.key.replaceChildren(...chart_key(this.figure, parts.key));
    this.list.replaceChildren(...parts.list.map((mark) => h("li", {}, mark.label)));
    this.cursor.attach(this.chart, this.figure, parts.steps);
    this.width = width;
    this.element.dataset.drawn = "true";
    drawn.add(this);
  }

  close() {
    this.chart?.dispose();
    drawn.delete(this);
    live.delete(this);
    nearby.unobserve(this.element);
    resized.unobserve(this.chart_box);
  }
}

const by_element = new WeakMap();
const nearby = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const figure = by_element.get(entry.target);
      if (entry.isIntersecting && figure && !figure.chart) figure.draw();
    }
  },
  { rootMargin: "600px" },
);
const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const figure = by_element.get(entry.target);
    if (figure?.chart && Math.abs(figure.width - figure.chart_box.clientWidth) > 1) figure.draw();
  }
});

/** Draws the figure once it comes near the window. */
export function open_figure(figure, family, scenario) {
  const opened = new Figure(figure, family, scenario);
  by_element.set(opened.element, opened);
  by_element.set(opened.chart_box, opened);
  live.add(opened);
  nearby.observe(opened.element);
  resized.observe(opened.chart_box);
  return opened;
}

/** Everything, also what is far below: before printing. */
export function draw_all() {
  for (const figure of live) figure.draw();
}

export function redraw_drawn() {
  for (const figure of [...drawn]) figure.draw();
}
