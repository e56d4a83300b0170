// The one place that knows ECharts: only the parts in use are imported.

import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GraphicComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { bars_option, wrapped } from "./chart_bars.js";
import { lines_option, looks_of } from "./chart_lines.js";
import { ladder_row_px, name_room_px, rows_option } from "./chart_rows.js";
import { scatter_option } from "./chart_scatter.js";
import { has_rows } from "./tables.js";

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GraphicComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** Names of rows are broken into lines: a row is as high as the longest of them. */
function row_px(figure, width, series) {
  const room = name_room_px(width);
  const lines = (figure.categories ?? []).map((name) => wrapped(name, room).split("\n").length);
  return Math.max(ladder_row_px, 26 * series, 16 * Math.max(1, ...lines) + 8);
}

/** Height that suits the kind and the width [px]. */
export function chart_height(figure, width) {
  const count = (figure.categories ?? []).length;
  const is_shared = figure.kind === "box" || figure.kind === "tornado";
  const series = is_shared ? 1 : Math.max(1, (figure.series ?? []).length);
  if (has_rows(figure.kind))
    return 104 + (count + (figure.kind === "ladder" ? 1 : 0)) * row_px(figure, width, series);
  if (figure.kind === "bars" && width < 560 && count > 4)
    return 70 + count * Math.max(34, 18 * series);
  return width < 560 ? 330 : 390;
}

/** `family`: the same figure in every scenario, so that the axes stay and the curves move. */
export function chart_parts(figure, family, size, colours) {
  const looks = looks_of(figure, colours);
  if (has_rows(figure.kind)) return rows_option(figure, family, size, colours, looks);
  if (figure.kind === "scatter") return scatter_option(figure, family, size, colours);
  if (figure.kind === "bars") return bars_option(figure, family, size, colours, looks);
  return lines_option(figure, family, size, colours);
}

export function open_chart(element, size) {
  return init(element, null, { renderer: "svg", width: size.width, height: size.height });
}
