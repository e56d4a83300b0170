// Parts that every kind of chart shares: axes, marks, bands, and where a value is.

import { is_number, name_with_unit, nice_axis, number } from "./format.js";

export const font_px = 13;

/** Low and high of everything on an axis; `figures` are the same one in all scenarios. */
export function extent_of(figures, axis) {
  const values = [];
  for (const figure of figures)
    for (const one of figure.series ?? []) {
      if ((one.axis ?? 1) !== axis) continue;
      for (const key of ["y", "low", "high"]) values.push(...(one[key] ?? []).filter(is_number));
    }
  if (axis === 1)
    for (const figure of figures)
      values.push(
        ...(figure.marks ?? [])
          .filter((m) => m.axis === "y")
          .map((m) => m.value)
          .filter(is_number),
      );
  return values.length ? [Math.min(...values), Math.max(...values)] : null;
}

export function x_extent_of(figures) {
  const values = figures
    .flatMap((figure) => [
      ...(figure.series ?? []).flatMap((one) => one.x ?? []),
      ...(figure.marks ?? []).filter((m) => m.axis === "x").map((m) => m.value),
    ])
    .filter(is_number);
  return values.length ? [Math.min(...values), Math.max(...values)] : null;
}

/** Zero belongs on the axis unless the values stay far away from it. */
export function value_limits(extent, wanted = 5) {
  if (!extent) return { low: 0, high: 1, step: 0.25, ticks: [] };
  const [low, high] = extent;
  return nice_axis(low, high, wanted, low > 0 ? low < 0.55 * high : high > 0.55 * low);
}

export function value_axis(axis, limits, colours, more = {}) {
  return {
    type: "value",
    min: limits.low,
    max: limits.high,
    interval: limits.step,
    name: name_with_unit(axis?.label, axis?.unit),
    nameTextStyle: { color: colours.quiet, fontSize: font_px, fontFamily: colours.font },
    axisLabel: {
      color: colours.quiet,
      fontSize: font_px,
      fontFamily: colours.font,
      formatter: (v) => number(v),
      hideOverlap: true,
    },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colours.faint, width: 1 } },
    ...more,
  };
}

export function x_axis(axis, extent, colours, is_narrow) {
  const [low, high] = extent ?? [0, 1];
  const limits = nice_axis(low, high, is_narrow ? 4 : 8);
  return value_axis(axis, { low, high, step: undefined, ticks: limits.ticks }, colours, {
    nameLocation: "middle",
    nameGap: 30,
    interval: limits.step,
    splitLine: { show: false },
    min: low,
    max: high,
    axisLine: { show: true, lineStyle: { color: colours.quiet } },
    axisTick: {
      show: true,
      lineStyle: { color: colours.quiet },
      customValues: limits.ticks.filter((v) => v >= low && v <= high),
    },
    axisLabel: {
      color: colours.quiet,
      fontSize: font_px,
      fontFamily: colours.font,
      formatter: (v) => number(v),
      hideOverlap: true,
      customValues: limits.ticks.filter((v) => v >= low && v <= high),
    },
  });
}

/** A filled band between two curves, drawn as one polygon. */
export function band_series({ name, points, colour, opacity, y_index = 0, z = 1 }) {
  return {
    type: "custom",
    name,
    yAxisIndex: y_index,
    z,
    silent: true,
    clip: true,
    animation: false,
    data: points.length ? [[points[0].x, points[0].low]] : [],
    tooltip: { show: false },
    renderItem: (_, api) => ({
      type: "polygon",
      silent: true,
      shape: {
        points: [
          ...points.map((p) => api.coord([p.x, p.high])),
          ...[...points].reverse().map((p) => api.coord([p.x, p.low])),
        ],
      },
      style: { fill: colour, opacity },
    }),
  };
}

export function band_points(one) {
  return (one.x ?? [])
    .map((x, i) => ({ x, low: one.low?.[i], high: one.high?.[i] }))
    .filter((p) => is_number(p.low) && is_number(p.high));
}

/** Straight lines at the marks; their words are set by `mark_labels`. */
export function mark_lines(figure, colours) {
  const data = (figure.marks ?? [])
    .filter((mark) => is_number(mark.value))
    .map((mark) =>
      mark.axis === "x"
        ? { xAxis: mark.value, label: { show: false } }
        : {
            yAxis: mark.value,
            label: {
              show: true,
              formatter: mark.label,
              position: "insideStartTop",
              color: colours.ink,
              fontSize: font_px - 1,
              fontFamily: colours.font,
              textBorderColor: colours.page,
              textBorderWidth: 3,
            },
          },
    );
  return {
    symbol: "none",
    silent: true,
    animation: false,
    data,
    lineStyle: { color: colours.quiet, width: 1, type: [3, 3] },
  };
}

/** Rows for words above vertical lines, so that none covers another; null if they need too many. */
export function rows_for(items, rows_max) {
  const ends = [];
  const placed = [];
  for (const item of [...items].sort((a, b) => a.x - b.x)) {
    const start = item.x - item.width / 2;
    let row = ends.findIndex((end) => start > end + 8);
    if (row < 0) row = ends.length;
    if (row >= rows_max) return null;
    ends[row] = start + item.width;
    placed.push({ ...item, row });
  }
  return { placed, count: ends.length };
}

/** Moves labels apart that share a margin: each keeps its order, none overlaps. */
export function spread(labels, gap, top, bottom) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i += 1)
    sorted[i].y = Math.max(sorted[i].y, sorted[i - 1].y + gap);
  let limit = bottom;
  for (let i = sorted.length - 1; i >= 0; i -= 1) {
    sorted[i].y = Math.min(sorted[i].y, limit);
    limit = sorted[i].y - gap;
  }
  return sorted[0] && sorted[0].y < top ? null : sorted;
}
