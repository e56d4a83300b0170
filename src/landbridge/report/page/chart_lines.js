// Curves over a number: cost curve, tariff, pressure along a line above its ground.

import {
  band_points,
  band_series,
  extent_of,
  font_px,
  mark_lines,
  rows_for,
  spread,
  value_axis,
  value_limits,
  x_axis,
  x_extent_of,
} from "./chart_parts.js";
import { is_number, nice_axis } from "./format.js";
import { text_width } from "./map_labels.js";
import { dashes } from "./palette.js";

const label_font = `500 ${font_px}px system-ui, sans-serif`;
const mark_row_px = 16;
const mark_rows_max = 3;

const is_ground = (one) => one.style === "ground";
const is_band = (one) => one.style === "band";

/** Colour and dash of every series that is a curve; the ground has its own. */
export function looks_of(figure, colours) {
  let index = 0;
  return (figure.series ?? []).map((one) => {
    if (is_ground(one)) return { colour: colours.ground, dash: "solid" };
    const look = { colour: colours.series[index % 6], dash: dashes[index % 6] };
    index += 1;
    return look;
  });
}

function curve(one, look, figure, colours, is_first) {
  const base = {
    name: one.name,
    yAxisIndex: one.axis === 2 ? 1 : 0,
    data: (one.x ?? []).map((x, i) => [x, one.y?.[i] ?? null]),
    animation: false,
    z: 3,
    emphasis: { disabled: true },
    color: look.colour,
    markLine: is_first ? mark_lines(figure, colours) : undefined,
  };
  if (one.style === "points") return { ...base, type: "scatter", symbolSize: 8 };
  const line = {
    ...base,
    type: "line",
    showSymbol: (one.x ?? []).length < 2,
    symbolSize: 7,
    symbol: "circle",
    lineStyle: { width: 2.4, color: look.colour, type: look.dash },
    step: one.style === "step" ? "end" : false,
  };
  if (one.style === "area") line.areaStyle = { color: look.colour, opacity: 0.18 };
  if (is_ground(one))
    Object.assign(line, {
      z: 0,
      lineStyle: { width: 1, color: colours.ground },
      areaStyle: { color: colours.ground, opacity: 0.55, origin: "start" },
    });
  return line;
}

/** Words at vertical marks: names in up to three rows, or numbers with a list under the chart. */
export function mark_words(figure, width_px, margins, extent) {
  const marks = (figure.marks ?? [])
    .filter((mark) => mark.axis === "x" && is_number(mark.value) && mark.label)
    .sort((a, b) => a.value - b.value);
  if (marks.length === 0 || !extent) return { rows: 0, items: [], list: [] };
  const inner = width_px - margins.left - margins.right;
  const x_of = (value) =>
    margins.left + ((value - extent[0]) / (extent[1] - extent[0] || 1)) * inner;
  const item = (mark, text) => {
    const width = text_width(text, label_font);
    const x = Math.min(width_px - width / 2 - 2, Math.max(width / 2 + 2, x_of(mark.value)));
    return { x, text, width, mark_x: x_of(mark.value) };
  };
  const named = rows_for(
    marks.map((mark) => item(mark, mark.label)),
    mark_rows_max,
  );
  if (named) return { rows: named.count, items: named.placed, list: [] };
  const numbered = rows_for(
    marks.map((mark, i) => item(mark, String(i + 1))),
    mark_rows_max,
  );
  return { rows: numbered?.count ?? 1, items: numbered?.placed ?? [], list: marks };
}

function mark_graphics(words, top, colours) {
  return words.items.flatMap((item) => {
    const y = top - 6 - (item.row + 1) * mark_row_px + mark_row_px / 2;
    return [
      {
        type: "line",
        silent: true,
        shape: { x1: item.mark_x, x2: item.mark_x, y1: y + 7, y2: top },
        style: { stroke: colours.quiet, lineWidth: 1, lineDash: [3, 3], opacity: 0.7 },
      },
      {
        type: "text",
        silent: true,
        x: item.x,
        y,
        style: {
          text: item.text,
          fill: colours.ink,
          align: "center",
          verticalAlign: "middle",
          font: `${font_px - 0.5}px ${colours.font}`,
        },
      },
    ];
  });
}

/** Names at the ends of the curves, where they fit; otherwise a key above the chart. */
function wants_end_labels(figure, width_px) {
  const named = (figure.series ?? []).filter((one) => !is_ground(one) && !is_band(one));
  const widest = Math.max(0, ...named.map((one) => text_width(one.name ?? "", label_font)));
  const fits =
    width_px >= 600 &&
    named.length > 1 &&
    named.length <= 6 &&
    widest < 0.24 * width_px &&
    !figure.y2?.label;
  return { fits, margin: fits ? widest + 16 : 14 };
}

function end_labels(chart, figure, looks, box, colours) {
  const labels = (figure.series ?? []).flatMap((one, i) => {
    if (is_ground(one) || is_band(one)) return [];
    const last = (one.y ?? []).findLastIndex(is_number);
    if (last < 0) return [];
    const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: one.axis === 2 ? 1 : 0 }, [
      one.x[last],
      one.y[last],
    ]);
    return [{ text: one.name, colour: looks[i].colour, x: Math.max(x, box.right) + 8, y }];
  });
  return (spread(labels, font_px + 4, box.top, box.bottom) ?? []).map((label) => ({
    type: "text",
    silent: true,
    x: label.x,
    y: label.y,
    style: {
      text: label.text,
      fill: label.colour,
      verticalAlign: "middle",
      font: `600 ${font_px}px ${colours.font}`,
    },
  }));
}

/** One value axis, or two; their names stand above the words of the marks. */
function value_axes(figure, family, { left, right, words_px }, colours) {
  const title = { color: colours.quiet, fontSize: font_px, fontFamily: colours.font };
  const named = (align, padding) => ({ nameGap: 14, nameTextStyle: { ...title, align, padding } });
  const first = value_limits(extent_of(family, 1));
  const axes = [
    value_axis(figure.y, first, colours, named("left", [0, 0, words_px, 6 - left])),
  ];
  const series = figure.series ?? [];
  if (!series.some((one) => one.axis === 2)) return axes;
  const second = second_limits(extent_of(family, 2), first, series.some(is_ground));
  const look = named("right", [0, 8 - right, words_px, 0]);
  return [...axes, value_axis(figure.y2, second, colours, { ...look, splitLine: { show: false } })];
}

function band_of(one, look) {
  return band_series({
    name: `${one.name} range`,
    points: band_points(one),
    colour: look.colour,
    opacity: 0.16,
    y_index: one.axis === 2 ? 1 : 0,
  });
}

function drawn_series(figure, looks, colours) {
  const series = figure.series ?? [];
  const first = series.find((one) => !is_band(one) && one.axis !== 2);
  const bands = series.map((one, i) => (one.low && one.high ? band_of(one, looks[i]) : null));
  const curves = series.map((one, i) =>
    is_band(one) ? null : curve(one, looks[i], figure, colours, one === first),
  );
  return [...bands, ...curves].filter(Boolean);
}

/** The option of a line chart or profile, and what has to be drawn once it is laid out. */
export function lines_option(figure, family, size, colours) {
  const looks = looks_of(figure, colours);
  const ends = wants_end_labels(figure, size.width);
  const has_second = (figure.series ?? []).some((one) => one.axis === 2);
  const [left, right] = [54, has_second ? 56 : Math.max(14, ends.margin)];
  const extent = x_extent_of(family);
  const words = mark_words(figure, size.width, { left, right }, extent);
  const words_px = words.rows ? words.rows * mark_row_px + 8 : 0;
  const top = 34 + words_px;
  const box = { top, bottom: size.height - 52, right: size.width - right };
  return {
    option: {
      animation: false,
      grid: { left, right, top, bottom: 52, outerBoundsMode: "none" },
      xAxis: x_axis(figure.x, extent, colours, size.width < 460),
      yAxis: value_axes(figure, family, { left, right, words_px }, colours),
      series: drawn_series(figure, looks, colours),
    },
    key: ends.fits ? null : looks,
    list: words.list,
    finish: (chart) => {
      const names = ends.fits ? end_labels(chart, figure, looks, box, colours) : [];
      chart.setOption({ graphic: [...mark_graphics(words, top, colours), ...names] });
    },
    steps: steps_of(figure),
  };
}

/** The second axis shares the lines of the first; a ground keeps to the lower part. */
function second_limits(extent, first, has_ground) {
  const count = Math.max(1, Math.round((first.high - first.low) / first.step));
  const { low, high } = value_limits(extent, count);
  const room = nice_axis(0, ((high - low) * (has_ground ? 2 : 1)) / count, 1).step;
  return { low, high: low + room * count, step: room };
}

function steps_of(figure) {
  return (figure.series ?? [])
    .filter((one) => !is_band(one))
    .map((one) => ({
      name: one.name,
      axis: one.axis === 2 ? figure.y2 : figure.y,
      points: (one.x ?? [])
        .map((x, i) => ({ x, y: one.y?.[i], low: one.low?.[i], high: one.high?.[i] }))
        .filter((p) => is_number(p.y)),
    }));
}
