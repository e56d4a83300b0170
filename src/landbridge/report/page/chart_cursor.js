// A cursor on a chart: pointer or arrow keys choose a point, a line of text says its values.
// Left and right move along the axis, up and down change the series, Home and End go to the ends.

import { announce } from "./a11y.js";
import { is_number, name_with_unit, number, unit, with_unit } from "./format.js";
import { has_rows } from "./tables.js";

function range_words(point, unit_text) {
  if (!is_number(point.low) || !is_number(point.high) || point.low === point.high) return "";
  return ` (${number(point.low)} to ${number(point.high)} ${unit(unit_text)})`;
}

/** "Pressure, scenario today: 62.1 bar (58 to 66 bar) at Distance 400 km". */
export function point_words(figure, step, point) {
  const place =
    typeof point.x === "string"
      ? point.x
      : `${figure.x?.label ?? "x"} ${with_unit(point.x, figure.x?.unit)}`;
  const value = is_number(point.y) ? with_unit(point.y, step.axis?.unit) : "no best value";
  return `${step.name}: ${value}${range_words(point, step.axis?.unit)} at ${place}`;
}

function nearest(points, x) {
  let best = 0;
  points.forEach((p, i) => {
    if (Math.abs(p.x - x) < Math.abs(points[best].x - x)) best = i;
  });
  return best;
}

/** Pixel place of a point; categories sit at their index. */
function pixel_of(chart, figure, step, point) {
  const is_second = step.axis === figure.y2 && figure.y2;
  const index = (figure.categories ?? []).indexOf(point.x);
  const is_lying = index >= 0 && chart.getOption().yAxis[0].type === "category";
  const value = is_number(point.y) ? point.y : point.low;
  const at = index < 0 ? [point.x, value] : is_lying ? [value, index] : [index, value];
  return chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: is_second ? 1 : 0 }, at);
}

export class Cursor {
  constructor(box, readout, ring) {
    Object.assign(this, { box, readout, ring, series: 0, point: -1, chart: null });
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("pointermove", (event) => this.pointer(event));
    box.addEventListener("pointerleave", () => this.clear());
    box.addEventListener("blur", () => this.clear());
  }

  /** A new drawing: the place along the axis is kept where it still exists. */
  attach(chart, figure, steps) {
    Object.assign(this, { chart, figure, steps: steps.filter((one) => one.points.length > 0) });
    this.clear();
  }

  clear() {
    this.ring.hidden = true;
    this.readout.textContent = "";
    this.point = -1;
  }

  show(is_spoken) {
    const step = this.steps[this.series];
    const point = step?.points[this.point];
    if (!point) return;
    const words = point_words(this.figure, step, point);
    this.readout.textContent = words;
    if (is_spoken) announce(words);
    const pixel = pixel_of(this.chart, this.figure, step, point);
    this.ring.hidden = !pixel?.every(Number.isFinite);
    if (!this.ring.hidden) this.ring.style.transform = `translate(${pixel[0]}px, ${pixel[1]}px)`;
  }

  key(event) {
    if (!this.steps?.length) return;
    const last =
      this.steps[(this.series = Math.min(this.series, this.steps.length - 1))].points.length - 1;
    const moves = {
      ArrowRight: this.point + 1,
      ArrowLeft: this.point < 0 ? last : this.point - 1,
      Home: 0,
      End: last,
    };
    if (event.key in moves) {
      this.point = Math.max(0, Math.min(last, moves[event.key]));
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const x = this.steps[this.series].points[Math.max(0, this.point)]?.x;
      const count = this.steps.length;
      this.series = (this.series + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      const points = this.steps[this.series].points;
      this.point =
        typeof x === "number"
          ? nearest(points, x)
          : Math.max(
              0,
              points.findIndex((p) => p.x === x),
            );
    } else if (event.key === "Escape") {
      this.clear();
      return;
    } else {
      return;
    }
    event.preventDefault();
    this.show(true);
  }

  /** The nearest point of all series to the pointer. */
  pointer(event) {
    if (!this.chart || !this.steps?.length) return;
    const bounds = this.box.getBoundingClientRect();
    const at = [event.clientX - bounds.left, event.clientY - bounds.top];
    let best = Infinity;
    this.steps.forEach((step, s_index) =>
      step.points.forEach((point, p_index) => {
        const pixel = pixel_of(this.chart, this.figure, step, point);
        const far = pixel ? Math.hypot(pixel[0] - at[0], (pixel[1] - at[1]) * 0.6) : Infinity;
        if (far < best) [best, this.series, this.point] = [far, s_index, p_index];
      }),
    );
    if (best < 60) this.show(false);
    else this.clear();
  }
}

export function chart_summary(figure, scenario_title) {
  const series = (figure.series ?? [])
    .map((one) => one.name)
    .filter(Boolean)
    .join(", ");
  const axes =
    has_rows(figure.kind)
      ? name_with_unit(figure.x?.label, figure.x?.unit)
      : [figure.y, figure.x].map((axis) => name_with_unit(axis?.label, axis?.unit)).join(" over ");
  const what = `Chart: ${figure.title}. ${axes}. Shown: ${series}.`;
  return `${what} Scenario: ${scenario_title}. Arrow keys read the values.`;
}
