// Rows with low, best and high: the floating bars of a netback ladder, plain ranges, boxes of a
// spread (whisker and middle half in one row), and a tornado (two sides of a base in one row).

import { category_axis, category_steps, label_font, names_width } from "./chart_bars.js";
import { extent_of, font_px, mark_lines, value_axis, value_limits } from "./chart_parts.js";
import { is_number, number } from "./format.js";
import { text_width } from "./map_labels.js";

export const ladder_row_px = 46;

export const name_room_px = (width) => Math.min(0.34 * width, 230);

const axis_px = 52;
const right_px = 44;
const narrow_px = 560;

const shares_row = (figure) => figure.kind === "box" || figure.kind === "tornado";

const x_marks = (figure) =>
  (figure.marks ?? []).filter((mark) => mark.axis === "x" && is_number(mark.value));

/** Where both sides would sign: between the first mark (floor) and the second (ceiling). */
function zone_of(figure) {
  const [floor, ceiling] = x_marks(figure);
  if (figure.kind !== "ladder" || !floor || !ceiling) return null;
  const [low, high] = [floor.value, ceiling.value].sort((a, b) => a - b);
  return { is_open: ceiling.value >= floor.value, low, high };
}

function words_at(x, y, text, colours, more = {}) {
  return {
    type: "text",
    silent: true,
    x,
    y,
    style: {
      text,
      fill: colours.ink,
      align: "center",
      verticalAlign: "middle",
      font: `${font_px - 1}px ${colours.font}`,
      stroke: colours.page,
      lineWidth: 3,
      ...more,
    },
  };
}

/** The bar from low to high, and a stroke or a dot at the best value. */
function bar_shapes({ from, to, best, y, thick, is_thin }, look, colours) {
  const shape = { x: from, y: y - thick / 2, width: Math.max(2, to - from), height: thick, r: 2 };
  const style = { fill: look.colour, opacity: is_thin ? 0.55 : 0.8 };
  const bar = { type: "rect", shape, style };
  if (best === null) return [bar];
  const dot = {
    type: "circle",
    shape: { cx: best, cy: y, r: 5.5 },
    style: { fill: look.colour, stroke: colours.page, lineWidth: 1.5 },
  };
  const stroke = {
    type: "rect",
    shape: { x: best - 1.5, y: y - thick / 2 - 4, width: 3, height: thick + 8 },
    style: { fill: colours.ink },
  };
  return [bar, is_thin ? dot : stroke];
}

/** Low on the left and high on the right; on a narrow page both on the side with room. */
function bar_words({ from, to, y }, { low, best, high }, width_px, colours) {
  const left = (text) => words_at(from - 6, y, text, colours, { align: "right" });
  const right = (text) => words_at(to + 6, y, text, colours, { align: "left" });
  if (to - from <= 3) return [right(number(is_number(best) ? best : high))];
  if (width_px >= narrow_px) return [left(number(low)), right(number(high))];
  const both = `${number(low)}–${number(high)}`;
  const fits = to + 6 + text_width(both, label_font) < width_px;
  return [fits ? right(both) : left(both)];
}

/** How thick a bar is: whiskers are thin, boxes and sides of a tornado fill their row. */
function thickness(figure, index, lane) {
  if (figure.kind === "range" || (figure.kind === "box" && index === 0)) return 5;
  return Math.min(16, lane * 0.6);
}

/** Which words stand at a bar: a box says its ends once, a side of a tornado where it leads. */
function row_words(figure, index, place, values, { width_px, colours }) {
  if (figure.kind === "box" && index > 0) return [];
  if (figure.kind !== "tornado") return bar_words(place, values, width_px, colours);
  const is_left = values.best < (values.low + values.high) / 2;
  const x = is_left ? place.from - 6 : place.to + 6;
  const align = is_left ? "right" : "left";
  return [words_at(x, place.y, number(values.best), colours, { align })];
}

function row_series(figure, index, { look, colours, width_px }) {
  const one = figure.series[index];
  const is_thin = figure.kind === "range";
  const has_stroke = figure.kind !== "tornado";
  const lanes = shares_row(figure) ? 1 : figure.series.length;
  const at_lane = shares_row(figure) ? 0 : index;
  const rows = (figure.categories ?? [])
    .map((_, i) => [i, one.low?.[i] ?? one.y?.[i], one.y?.[i], one.high?.[i] ?? one.y?.[i]])
    .filter(([, low, , high]) => is_number(low) && is_number(high));
  const draw = (_, api) => {
    const [i, low, best, high] = [0, 1, 2, 3].map((k) => api.value(k));
    const [from, middle] = api.coord([low, i]);
    const lane = (Math.abs(api.size([0, 1])[1]) * 0.72) / lanes;
    const place = {
      from,
      to: api.coord([high, i])[0],
      best: is_number(best) && has_stroke ? api.coord([best, i])[0] : null,
      y: middle + (at_lane + 0.5 - lanes / 2) * lane,
      thick: thickness(figure, index, lane),
      is_thin,
    };
    const words = row_words(figure, index, place, { low, best, high }, { width_px, colours });
    return { type: "group", children: [...bar_shapes(place, look, colours), ...words] };
  };
  return {
    type: "custom",
    name: one.name,
    animation: false,
    z: 3,
    data: rows,
    encode: { x: [1, 2, 3], y: 0 },
    clip: false,
    renderItem: draw,
  };
}

/** Marks as vertical lines and the zone between them, below the bars. */
function frame_series(figure, zone, limits, colours) {
  const area = zone && {
    silent: true,
    animation: false,
    z: 0,
    itemStyle: { color: zone.is_open ? colours.zone : colours.gap, opacity: 0.5 },
    data: [[{ xAxis: zone.low }, { xAxis: zone.high }]],
  };
  return {
    type: "custom",
    name: "marks",
    silent: true,
    z: 1,
    data: [[limits.low, 0]],
    renderItem: () => null,
    tooltip: { show: false },
    markLine: {
      ...mark_lines(figure, colours),
      z: 1,
      lineStyle: { color: colours.ink, width: 1.4, type: [5, 3] },
    },
    markArea: area ?? undefined,
  };
}

function mark_words(figure, zone, { x_of, top, size }, colours) {
  const bold = `600 ${font_px}px system-ui, sans-serif`;
  const inside = (x, text) => {
    const half = text_width(text, bold) / 2 + 2;
    return Math.min(size.width - half, Math.max(half, x));
  };
  const graphics = x_marks(figure).map((mark, i) => {
    const text = `${mark.label} ${number(mark.value)}`;
    const y = top - 12 - 17 * (i % 2);
    const font = `600 ${font_px}px ${colours.font}`;
    return words_at(inside(x_of(mark.value), text), y, text, colours, { font });
  });
  if (!zone) return graphics;
  const text = zone.is_open ? "both would sign" : "no common price";
  const x = inside(x_of((zone.low + zone.high) / 2), text);
  const font = `italic ${font_px}px ${colours.font}`;
  return [...graphics, words_at(x, size.height - axis_px - 10, text, colours, { font })];
}

function limits_of(family, width_px) {
  const values = [...(extent_of(family, 1) ?? [0, 1])];
  for (const figure of family) values.push(...x_marks(figure).map((mark) => mark.value));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = 0.08 * (most - least);
  const is_from_zero = least > 0 && least < 0.55 * most;
  const steps = width_px < narrow_px ? 3 : 7;
  return value_limits([is_from_zero ? least : least - room, most + room], steps);
}

export function rows_option(figure, family, size, colours, looks) {
  const series = figure.series ?? [];
  const zone = zone_of(figure);
  const limits = limits_of(family, size.width);
  const names = zone ? [...(figure.categories ?? []), ""] : (figure.categories ?? []);
  const name_room = name_room_px(size.width);
  const left = names_width(names, name_room) + 18;
  const top = zone ? 52 : x_marks(figure).length ? 32 : 10;
  const inner = size.width - left - right_px;
  const x_of = (value) => left + ((value - limits.low) / (limits.high - limits.low)) * inner;
  const rows = series.map((_, i) =>
    row_series(figure, i, { look: looks[i], colours, width_px: size.width }),
  );
  return {
    option: {
      animation: false,
      grid: { left, right: right_px, top, bottom: axis_px, outerBoundsMode: "none" },
      xAxis: value_axis(figure.x, limits, colours, { nameLocation: "middle", nameGap: 30 }),
      yAxis: category_axis(names, name_room, colours, { inverse: true, axisLine: { show: false } }),
      series: [frame_series(figure, zone, limits, colours), ...rows],
    },
    key: series.length > 1 ? looks : null,
    list: [],
    finish: (chart) =>
      chart.setOption({ graphic: mark_words(figure, zone, { x_of, top, size }, colours) }),
    steps: category_steps(figure, figure.x),
  };
}
