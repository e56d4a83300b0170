// Bars over categories, floating bars of a netback ladder, and ranges with their best value.

import { extent_of, font_px, mark_lines, value_axis, value_limits } from "./chart_parts.js";
import { is_number, nice_axis, number } from "./format.js";
import { text_width } from "./map_labels.js";

const label_font = `${font_px}px system-ui, sans-serif`;

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

function category_axis(categories, width_px, colours, more = {}) {
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

function steps_of(figure, axis) {
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

/** Upright bars; lying ones where the names are long or the page is narrow. */
export function bars_option(figure, family, size, colours, looks) {
  const categories = figure.categories ?? [
    ...new Set((figure.series ?? []).flatMap((one) => one.x ?? [])),
  ];
  const full = { ...figure, categories };
  const room = (size.width - 70) / Math.max(1, categories.length);
  const is_lying =
    categories.some(
      (c) =>
        text_width(
          wrapped(c, room - 8)
            .split("\n")
            .reduce((a, b) => (a.length > b.length ? a : b)),
          label_font,
        ) >
        room - 6,
    ) || categories.length > 14;
  const series = figure.series ?? [];
  const extent = figure.stacked ? stacked_extent(family) : (extent_of(family, 1) ?? [0, 1]);
  const limits = nice_axis(
    Math.min(0, extent[0]),
    Math.max(0, extent[1]),
    size.width < 560 ? 4 : 6,
    true,
  );
  const name_room = Math.min(is_lying ? 0.38 * size.width : room - 8, 220);
  const names = category_axis(
    categories,
    name_room,
    colours,
    is_lying
      ? { inverse: true }
      : {
          name: figure.x?.label,
          nameLocation: "middle",
          nameGap: 40,
          nameTextStyle: { color: colours.quiet, fontSize: font_px, fontFamily: colours.font },
        },
  );
  const values = value_axis(
    figure.y,
    limits,
    colours,
    is_lying
      ? { nameLocation: "middle", nameGap: 30 }
      : {
          nameGap: 14,
          nameTextStyle: {
            color: colours.quiet,
            fontSize: font_px,
            fontFamily: colours.font,
            align: "left",
            padding: [0, 0, 0, -48],
          },
        },
  );
  const bars = series.map((one, i) => ({
    type: "bar",
    name: one.name,
    stack: figure.stacked ? "all" : undefined,
    animation: false,
    data: categories.map((_, k) => one.y?.[k] ?? null),
    barMaxWidth: 34,
    barCategoryGap: "30%",
    emphasis: { disabled: true },
    itemStyle: {
      color: looks[i].colour,
      borderColor: colours.page,
      borderWidth: figure.stacked ? 1 : 0,
      decal: undefined,
    },
    markLine: i === 0 ? mark_lines(figure, colours) : undefined,
  }));
  const ranges = figure.stacked
    ? []
    : series
        .map((one, i) => (one.low ? whiskers(one, i, series.length, is_lying, colours) : null))
        .filter(Boolean);
  const widest = Math.max(
    0,
    ...categories
      .flatMap((c) => wrapped(c, name_room).split("\n"))
      .map((line) => text_width(line, label_font)),
  );
  return {
    option: {
      animation: false,
      grid: {
        left: is_lying ? widest + 18 : 54,
        right: 24,
        top: is_lying ? 10 : 34,
        bottom: is_lying ? 52 : 62,
        outerBoundsMode: "none",
      },
      xAxis: is_lying ? values : names,
      yAxis: is_lying ? names : values,
      series: [...bars, ...ranges],
    },
    key: series.length > 1 ? looks : null,
    list: [],
    finish: () => {},
    steps: steps_of(full, figure.y),
  };
}

export const ladder_row_px = 46;

/** Where both sides would sign: between the first mark (floor) and the second (ceiling). */
function zone_of(figure) {
  const [floor, ceiling] = (figure.marks ?? []).filter((m) => m.axis === "x" && is_number(m.value));
  if (figure.kind !== "ladder" || !floor || !ceiling) return null;
  const is_open = ceiling.value >= floor.value;
  return {
    is_open,
    low: Math.min(floor.value, ceiling.value),
    high: Math.max(floor.value, ceiling.value),
  };
}

function floating(figure, one, { index, count, look, colours, is_narrow }) {
  const rows = (figure.categories ?? [])
    .map((_, i) => [i, one.low?.[i] ?? one.y?.[i], one.y?.[i], one.high?.[i] ?? one.y?.[i]])
    .filter((r) => is_number(r[1]) && is_number(r[3]));
  const is_thin = figure.kind === "range";
  return {
    type: "custom",
    name: one.name,
    animation: false,
    z: 3,
    data: rows,
    encode: { x: [1, 2, 3], y: 0 },
    clip: false,
    renderItem: (_, api) => {
      const [i, low, best, high] = [0, 1, 2, 3].map((k) => api.value(k));
      const [a, b] = [api.coord([low, i]), api.coord([high, i])];
      const lane = Math.abs(api.size([0, 1])[1]) * 0.72;
      const y = a[1] + ((index + 0.5) / count - 0.5) * lane;
      const thick = is_thin ? 5 : Math.min(16, (lane / count) * 0.6);
      const text = (x, words, align) => ({
        type: "text",
        silent: true,
        x,
        y,
        style: {
          text: words,
          fill: colours.ink,
          align,
          verticalAlign: "middle",
          font: `${font_px - 1}px ${colours.font}`,
          stroke: colours.page,
          lineWidth: 3,
        },
      });
      const children = [
        {
          type: "rect",
          shape: {
            x: a[0],
            y: y - thick / 2,
            width: Math.max(2, b[0] - a[0]),
            height: thick,
            r: 2,
          },
          style: { fill: look.colour, opacity: is_thin ? 0.55 : 0.8 },
        },
      ];
      if (is_number(best)) {
        const x = api.coord([best, i])[0];
        children.push(
          is_thin
            ? {
                type: "circle",
                shape: { cx: x, cy: y, r: 5.5 },
                style: { fill: look.colour, stroke: colours.page, lineWidth: 1.5 },
              }
            : {
                type: "rect",
                shape: { x: x - 1.5, y: y - thick / 2 - 4, width: 3, height: thick + 8 },
                style: { fill: colours.ink },
              },
        );
      }
      if (b[0] - a[0] > 3 && is_narrow)
        children.push(text(b[0] + 6, `${number(low)}–${number(high)}`, "left"));
      else if (b[0] - a[0] > 3)
        children.push(text(a[0] - 6, number(low), "right"), text(b[0] + 6, number(high), "left"));
      else children.push(text(b[0] + 6, number(is_number(best) ? best : high), "left"));
      return { type: "group", children };
    },
  };
}

/** Rows with low, best and high: the netback ladder and plain ranges. */
export function rows_option(figure, family, size, colours, looks) {
  const categories = figure.categories ?? [];
  const series = figure.series ?? [];
  const extent = extent_of(family, 1) ?? [0, 1];
  const marks = family
    .flatMap((f) => f.marks ?? [])
    .filter((m) => m.axis === "x" && is_number(m.value))
    .map((m) => m.value);
  const [least, most] = [Math.min(extent[0], ...marks), Math.max(extent[1], ...marks)];
  const room = 0.08 * (most - least);
  const limits = value_limits(
    [least - (least > 0 && least < 0.55 * most ? 0 : room), most + room],
    size.width < 560 ? 3 : 7,
  );
  const name_room = Math.min(0.34 * size.width, 230);
  const widest = Math.max(
    0,
    ...categories
      .flatMap((c) => wrapped(c, name_room).split("\n"))
      .map((line) => text_width(line, label_font)),
  );
  const zone = zone_of(figure);
  const rows = series.map((one, i) =>
    floating(figure, one, {
      index: i,
      count: series.length,
      look: looks[i],
      colours,
      is_narrow: size.width < 560,
    }),
  );
  const frame = {
    type: "custom",
    name: "marks",
    silent: true,
    data: [[limits.low, 0]],
    renderItem: () => null,
    tooltip: { show: false },
    markLine: {
      ...mark_lines(figure, colours),
      lineStyle: { color: colours.ink, width: 1.4, type: [5, 3] },
    },
    markArea: zone
      ? {
          silent: true,
          animation: false,
          itemStyle: { color: zone.is_open ? colours.zone : colours.gap, opacity: 0.5 },
          data: [[{ xAxis: zone.low }, { xAxis: zone.high }]],
        }
      : undefined,
  };
  const left = widest + 18;
  const inner = size.width - left - 44;
  const top = zone ? 52 : (figure.marks ?? []).length ? 32 : 10;
  const x_of = (value) => left + ((value - limits.low) / (limits.high - limits.low)) * inner;
  return {
    option: {
      animation: false,
      grid: { left, right: 44, top, bottom: 52, outerBoundsMode: "none" },
      xAxis: value_axis(figure.x, limits, colours, { nameLocation: "middle", nameGap: 30 }),
      yAxis: category_axis(zone ? [...categories, ""] : categories, name_room, colours, {
        inverse: true,
        axisLine: { show: false },
      }),
      series: [frame, ...rows],
    },
    key: series.length > 1 ? looks : null,
    list: [],
    finish: (chart) =>
      chart.setOption({ graphic: ladder_words(figure, zone, x_of, top, size, colours) }),
    steps: steps_of(figure, figure.x),
  };
}

function ladder_words(figure, zone, x_of, top, size, colours) {
  const marks = (figure.marks ?? []).filter((m) => m.axis === "x" && is_number(m.value));
  const clamp = (x, text, font) => {
    const half = text_width(text, font) / 2;
    return Math.min(size.width - half - 2, Math.max(half + 2, x));
  };
  const bold = `600 ${font_px}px system-ui, sans-serif`;
  const words = marks.map((mark, i) => ({
    text: `${mark.label} ${number(mark.value)}`,
    at: mark.value,
    row: i % 2,
  }));
  const graphics = words.map((one) => ({
    type: "text",
    silent: true,
    x: clamp(x_of(one.at), one.text, bold),
    y: top - 12 - 17 * one.row,
    style: {
      text: one.text,
      fill: colours.ink,
      align: "center",
      verticalAlign: "middle",
      font: `600 ${font_px}px ${colours.font}`,
      stroke: colours.page,
      lineWidth: 3,
    },
  }));
  if (zone) {
    const text = zone.is_open ? "both would sign" : "no common price";
    graphics.push({
      type: "text",
      silent: true,
      x: clamp(x_of((zone.low + zone.high) / 2), text, bold),
      y: size.height - 62,
      style: {
        text,
        fill: colours.ink,
        align: "center",
        verticalAlign: "middle",
        font: `italic ${font_px}px ${colours.font}`,
        stroke: colours.page,
        lineWidth: 3,
      },
    });
  }
  return graphics;
}
