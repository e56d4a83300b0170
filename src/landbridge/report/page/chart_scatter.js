// Points with a name each, over two numbers: what is gained and what is given for it. Points that
// no other betters are filled and joined by a step; the others are hollow.

import { extent_of, font_px, spread, value_axis, x_extent_of } from "./chart_parts.js";
import { is_number, nice_axis } from "./format.js";
import { text_width } from "./map_labels.js";

const name_font = `600 ${font_px}px system-ui, sans-serif`;
const symbols = ["circle", "diamond", "triangle", "rect", "roundRect", "pin"];
const gap_px = 11;

const is_front = (one) => one.style === "front";

function point_series(one, index, colours) {
  const colour = colours.series[index % 6];
  return {
    type: "scatter",
    name: one.name,
    animation: false,
    z: 3,
    data: (one.x ?? []).map((x, i) => [x, one.y?.[i] ?? null]),
    symbol: symbols[index % symbols.length],
    symbolSize: 12,
    itemStyle: {
      color: one.style === "hollow" ? colours.page : colour,
      borderColor: colour,
      borderWidth: 2,
    },
    emphasis: { disabled: true },
  };
}

function front_series(one, colours) {
  return {
    type: "line",
    name: one.name,
    animation: false,
    silent: true,
    z: 2,
    showSymbol: false,
    step: "end",
    data: (one.x ?? []).map((x, i) => [x, one.y?.[i] ?? null]),
    lineStyle: { width: 1.4, type: [5, 3], color: colours.quiet },
  };
}

/** Names beside their points: to the right, or to the left where the page ends. */
function names(chart, figure, size, colours) {
  const labels = (figure.series ?? [])
    .filter((one) => !is_front(one) && is_number(one.x?.[0]) && is_number(one.y?.[0]))
    .map((one) => {
      const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [one.x[0], one.y[0]]);
      const is_left = x + gap_px + text_width(one.name, name_font) > size.width - 4;
      return { text: one.name, x: is_left ? x - gap_px : x + gap_px, y, is_left };
    });
  const placed = spread(labels, font_px + 4, 24, size.height - 60) ?? labels;
  return placed.map((label) => ({
    type: "text",
    silent: true,
    x: label.x,
    y: label.y,
    style: {
      text: label.text,
      fill: colours.ink,
      align: label.is_left ? "right" : "left",
      verticalAlign: "middle",
      font: `600 ${font_px}px ${colours.font}`,
      stroke: colours.page,
      lineWidth: 3,
    },
  }));
}

/** An axis around the points, with more room at its end: names stand there. */
function limits_around([low, high], count, at_end) {
  const span = high - low || Math.abs(high) || 1;
  return nice_axis(low - 0.08 * span, high + at_end * span, count);
}

function steps_of(figure) {
  return (figure.series ?? [])
    .filter((one) => !is_front(one))
    .map((one) => ({
      name: one.name,
      axis: figure.y,
      points: (one.x ?? [])
        .map((x, i) => ({ x, y: one.y?.[i], low: one.low?.[i], high: one.high?.[i] }))
        .filter((p) => is_number(p.x) && is_number(p.y)),
    }));
}

export function scatter_option(figure, family, size, colours) {
  const title = { color: colours.quiet, fontSize: font_px, fontFamily: colours.font };
  const count = size.width < 460 ? 4 : 7;
  const x_limits = limits_around(x_extent_of(family) ?? [0, 1], count, 0.3);
  const y_limits = limits_around(extent_of(family, 1) ?? [0, 1], 5, 0.08);
  const left = 58;
  const corner = { ...title, align: "left", padding: [0, 0, 0, 6 - left] };
  let index = -1;
  const series = (figure.series ?? []).map((one) => {
    if (is_front(one)) return front_series(one, colours);
    index += 1;
    return point_series(one, index, colours);
  });
  return {
    option: {
      animation: false,
      grid: { left, right: 18, top: 36, bottom: 52, outerBoundsMode: "none" },
      xAxis: value_axis(figure.x, x_limits, colours, { nameLocation: "middle", nameGap: 30 }),
      yAxis: value_axis(figure.y, y_limits, colours, { nameGap: 14, nameTextStyle: corner }),
      series,
    },
    key: null,
    list: [],
    finish: (chart) => chart.setOption({ graphic: names(chart, figure, size, colours) }),
    steps: steps_of(figure),
  };
}
