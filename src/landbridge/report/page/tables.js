// Tables: units in the head, numbers to the right with the digits their column needs.

import { h } from "./dom.js";
import { aligned, decimals_of, is_number, name_with_unit, unit, unknown } from "./format.js";

function cell(value, column, decimals) {
  if (value instanceof Node || Array.isArray(value)) return h("td", {}, value);
  if (column.is_number) {
    const shown = is_number(value)
      ? aligned(value, decimals)
      : value === null || value === undefined
        ? unknown
        : value;
    return h("td", { class: "number" }, shown);
  }
  return h("td", {}, value === null || value === undefined ? unknown : value);
}

function describe(columns, rows) {
  return columns.map((column, index) => {
    const values = rows.map((row) => row[index]);
    const numeric = column.align
      ? column.align === "right"
      : (column.is_number ?? values.some(is_number));
    return { ...column, is_number: numeric, decimals: decimals_of(values) };
  });
}

/** A whole table in its own scroll box; `caption` is visible only if `show_caption`. */
export function table({ columns, rows, caption, show_caption = false, id = null }) {
  const described = describe(columns, rows);
  const head = h(
    "tr",
    {},
    described.map((column) =>
      h(
        "th",
        { scope: "col", class: column.is_number ? "number" : null },
        column.name,
        column.unit && unit(column.unit) !== "1"
          ? [" ", h("span", { class: "unit" }, `[${unit(column.unit)}]`)]
          : null,
      ),
    ),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      { class: row.every((v) => v === null || v === "") ? "gap" : null },
      row.map((value, index) =>
        cell(value, described[index] ?? {}, described[index]?.decimals ?? 0),
      ),
    ),
  );
  return h(
    "div",
    { class: "table-box", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      { id },
      h("caption", { class: show_caption ? null : "visually-hidden" }, caption),
      h("thead", {}, head),
      h("tbody", {}, body),
    ),
  );
}

/** Kinds whose values lie on the x axis, with a row for each category. */
export const has_rows = (kind) => ["ladder", "range", "box", "tornado"].includes(kind);

function x_name(figure) {
  return figure.x?.label || "Item";
}

function value_columns(series, axis) {
  const has_range = (series.low ?? []).some(is_number) && (series.high ?? []).some(is_number);
  const column = (suffix, key) => ({
    name: suffix ? `${series.name}, ${suffix}` : series.name,
    unit: axis?.unit,
    is_number: true,
    key,
  });
  const main = (series.y ?? []).some(is_number) ? [column(has_range ? "best" : "", "y")] : [];
  return has_range ? [column("low", "low"), ...main, column("high", "high")] : main;
}

/** The data behind a figure: one row per x (or category), one to three columns per series. */
export function figure_table(figure) {
  const series = figure.series ?? [];
  const categories = figure.categories ?? [];
  const is_listed = categories.length > 0;
  const value_axis = has_rows(figure.kind) ? figure.x : null;
  const keys = is_listed
    ? categories.map((_, index) => index)
    : [...new Set(series.flatMap((one) => one.x ?? []))].sort((a, b) =>
        a > b ? 1 : a < b ? -1 : 0,
      );
  const columns = [
    is_listed
      ? { name: figure.kind === "bars" ? x_name(figure) : figure.y?.label || "Item" }
      : { name: x_name(figure), unit: figure.x?.unit, is_number: keys.some(is_number) },
  ];
  const readers = [];
  for (const one of series) {
    const position = new Map((one.x ?? []).map((x, index) => [x, index]));
    for (const column of value_columns(
      one,
      value_axis ?? (one.axis === 2 ? figure.y2 : figure.y),
    )) {
      columns.push(column);
      readers.push((key) => one[column.key]?.[is_listed ? key : position.get(key)] ?? null);
    }
  }
  const rows = keys.map((key) => [
    is_listed ? categories[key] : key,
    ...readers.map((read) => read(key)),
  ]);
  return { columns, rows, caption: `${figure.title}: the data behind the figure` };
}

/** Marks of a figure as rows, where it has any. */
export function marks_table(figure) {
  const marks = figure.marks ?? [];
  return {
    caption: `${figure.title}: marks`,
    columns: [{ name: "Mark" }, { name: "Axis" }, { name: "Value", is_number: true }],
    rows: marks.map((mark) => {
      const axis = mark.axis === "x" ? figure.x : figure.y;
      return [mark.label, name_with_unit(axis?.label, axis?.unit), mark.value];
    }),
  };
}
