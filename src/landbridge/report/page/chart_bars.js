// Bars over categories, upright or lying, side by side or stacked.

import { extent_of, font_px, mark_lines, value_axis } from "./chart_parts.js";
import { is_number, nice_axis } from "./format.js";
import { text_width } from "./map_labels.js";

export const label_font = `${font_px}px system-ui, sans-serif`;

/** Breaks a category's name into lines that fit. */
export function wrapped(text, width_px) {
  const lines = [""];
  for (const word of String(text).split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && text_width(longer, label_font) > width_px) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}

/** An axis of names. */
export function category_axis(categories, width_px, colours, more = {}) {
  return {
    type: "category",
    data: categories.map((c) => String(c)),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.quiet } },
    axisLabel: {
      color: colours.ink,
      fontSize: font_px,
      fontFamily: colours.font,
      interval: 0,
      lineHeight: font_px + 3,
      formatter: (text) => wrapped(text, width_px),
    },
    ...more,
  };
}

/** What the cursor walks through: one step per series, one point per category. */
export function category_steps(figure, axis) {
  return (figure.series ?? []).map((one) => ({
    name: one.name,
    axis,
    points: (figure.categories ?? [])
      .map((x, i) => ({ x, y: one.y?.[i] ?? null, low: one.low?.[i], high: one.high?.[i] }))
      .filter((p) => is_number(p.y) || is_number(p.low)),
  }));
}

function stacked_extent(family) {
  const tops = family.flatMap((figure) =>
    (figure.categories ?? []).flatMap((_, i) => {
      const values = (figure.series ?? []).map((one) => one.y?.[i]).filter(is_number);
      return [
        values.filter((v) => v > 0).reduce((a, b) => a + b, 0),
        values.filter((v) => v < 0).reduce((a, b) => a + b, 0),
      ];
    }),
  );
  return [Math.min(0, ...tops), Math.max(0, ...tops)];
}

function whiskers(one, index, count, is_lying, colours) {
  const ranges = (one.low ?? [])
    .map((low, i) => [i, low, one.high?.[i]])
    .filter((r) => is_number(r[1]) && is_number(r[2]));
  return {
    type: "custom",
    name: `${one.name} range`,
    silent: true,
    z: 5,
    animation: false,
    data: ranges,
    tooltip: { show: false },
    encode: is_lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [i, low, high] = [api.value(0), api.value(1), api.value(2)];
      const [a, b] = is_lying
        ? [api.coord([low, i]), api.coord([high, i])]
        : [api.coord([i, low]), api.coord([i, high])];
      const band = Math.abs(api.size(is_lying ? [0, 1] : [1, 0])[is_lying ? 1 : 0]);
      const shift = ((index + 0.5) / count - 0.5) * band * 0.7;
      const shape = is_lying
        ? { x1: a[0], x2: b[0], y1: a[1] + shift, y2: a[1] + shift }
        : { x1: a[0] + shift, x2: a[0] + shift, y1: a[1], y2: b[1] };
      return { type: "line", shape, style: { stroke: colours.ink, lineWidth: 1.5 } };
    },
  };
}

/** Width of the widest name once it is broken into lines [px]. */
export function names_width(categories, room_px) {
  const lines = categories.flatMap((one) => wrapped(one, room_px).split("\n"));
  return Math.max(0, ...lines.map((line) => text_width(line, label_font)));
}

/** Upright while every name fits under its bar. */
function layout_of(categories, size) {
  const room = (size.width - 70) / Math.max(1, categories.length);
  const is_lying = categories.length > 14 || names_width(categories, room - 8) > room - 6;
  return { is_lying, name_room: Math.min(is_lying ? 0.38 * size.width : room - 8, 220) };
}

function bar_series(one, look, figure, categories, colours) {
  return {
    type: "bar",
    name: one.name,
    stack: figure.stacked ? "all" : undefined,
    animation: false,
    data: categories.map((_, k) => one.y?.[k] ?? null),
    barMaxWidth: 34,
    barCategoryGap: "30%",
    emphasis: { disabled: true },
    itemStyle: {
      color: look.colour,
      borderColor: colours.page,
      borderWidth: figure.stacked ? 1 : 0,
    },
    markLine: one === figure.series[0] ? mark_lines(figure, colours) : undefined,
  };
}

function bar_axes(figure, categories, limits, { is_lying, name_room }, colours) {
  const title = { color: colours.quiet, fontSize: font_px, fontFamily: colours.font };
  const below = { nameLocation: "middle", nameGap: 40, nameTextStyle: title };
  const corner = { ...title, align: "left", padding: [0, 0, 0, -48] };
  const above = { nameGap: 14, nameTextStyle: corner };
  const names = category_axis(categories, name_room, colours, 
    is_lying ? { inverse: true } : { ...below, name: figure.x?.label });
  const lying = { nameLocation: "middle", nameGap: 30 };
  const values = value_axis(figure.y, limits, colours, is_lying ? lying : above);
  return is_lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
}

/** Upright bars; lying ones where the names are long or the page is narrow. */
export function bars_option(figure, family, size, colours, looks) {
  const series = figure.series ?? [];
  const categories = figure.categories ?? [...new Set(series.flatMap((one) => one.x ?? []))];
  const layout = layout_of(categories, size);
  const extent = figure.stacked ? stacked_extent(family) : (extent_of(family, 1) ?? [0, 1]);
  const steps = size.width < 560 ? 4 : 6;
  const limits = nice_axis(Math.min(0, extent[0]), Math.max(0, extent[1]), steps, true);
  const bars = series.map((one, i) => bar_series(one, looks[i], figure, categories, colours));
  const ranges = series.map((one, i) =>
    one.low && !figure.stacked ? whiskers(one, i, series.length, layout.is_lying, colours) : null,
  );
  const margins = layout.is_lying
    ? { left: names_width(categories, layout.name_room) + 18, top: 10, bottom: 52 }
    : { left: 54, top: 34, bottom: 62 };
  return {
    option: {
      animation: false,
      grid: { ...margins, right: 24, outerBoundsMode: "none" },
      ...bar_axes(figure, categories, limits, layout, colours),
      series: [...bars, ...ranges.filter(Boolean)],
    },
    key: series.length > 1 ? looks : null,
    list: [],
    finish: () => {},
    steps: category_steps({ ...figure, categories }, figure.y),
  };
}
