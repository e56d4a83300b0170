// One claim against one computation: the claimed range above the axis, the computed one on it.
// Positions are percentages, so that the drawing fits every width without a script.

import { h, s } from "./dom.js";
import { is_number, nice_axis, number, unit, with_unit } from "./format.js";

const height_px = 66;
const zone_y = 2;
const computed_y = 17;
const axis_y = 33;

function span_of(values, has_zero_near) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = 0.06 * (high - low || Math.abs(high) || 1);
  const near_zero = has_zero_near && low >= 0 && low < 0.6 * high;
  return nice_axis(near_zero ? 0 : low - pad, high + pad, 5);
}

function claimed_parts(claimed, at, uid) {
  const has_low = is_number(claimed?.low);
  const has_high = is_number(claimed?.high);
  if (!has_low && !has_high) return [];
  const from = has_low ? at(claimed.low) : 0;
  const to = has_high ? at(claimed.high) : 1;
  const parts = [];
  if (to > from)
    parts.push(
      s("rect", {
        class: "claimed-zone",
        x: `${100 * from}%`,
        width: `${100 * (to - from)}%`,
        y: zone_y,
        height: axis_y - zone_y,
        fill: `url(#${uid})`,
      }),
    );
  for (const [is_there, share] of [
    [has_low, from],
    [has_high && claimed.high !== claimed.low, to],
  ])
    if (is_there)
      parts.push(
        s("line", {
          class: "claimed-edge",
          x1: `${100 * share}%`,
          x2: `${100 * share}%`,
          y1: zone_y,
          y2: axis_y,
        }),
      );
  return parts;
}

function computed_parts(computed, at) {
  const { low, p10, p50, p90, high, best } = computed ?? {};
  const parts = [];
  const line = (from, to, kind, y) =>
    parts.push(
      s("line", { class: kind, x1: `${100 * at(from)}%`, x2: `${100 * at(to)}%`, y1: y, y2: y }),
    );
  if (is_number(low) && is_number(high)) {
    line(low, high, "whisker", computed_y);
    for (const end of [low, high])
      parts.push(
        s("line", {
          class: "whisker",
          x1: `${100 * at(end)}%`,
          x2: `${100 * at(end)}%`,
          y1: computed_y - 4,
          y2: computed_y + 4,
        }),
      );
  }
  if (is_number(p10) && is_number(p90)) line(p10, p90, "spread", computed_y);
  const middle = is_number(p50) ? p50 : best;
  if (is_number(middle))
    parts.push(
      s(
        "svg",
        { x: `${100 * at(middle)}%`, y: computed_y, overflow: "visible", width: 1, height: 1 },
        s("path", { class: "median", d: "M0-8 5 0 0 8-5 0z" }),
      ),
    );
  return parts;
}

function computed_words(computed, unit_text) {
  const { best, p10, p50, p90 } = computed ?? {};
  if (is_number(p10) && is_number(p50) && is_number(p90))
    return [
      ["P10", p10],
      ["P50", p50],
      ["P90", p90],
    ]
      .flatMap(([name, value], i) => [
        i ? " · " : "",
        h(
          "span",
          { class: "number" },
          h("span", { class: "percentile" }, name),
          ` ${number(value)}`,
        ),
      ])
      .concat(` ${unit(unit_text)}`);
  return is_number(best) ? [with_unit(best, unit_text)] : null;
}

function axis_parts(axis, at, unit_text) {
  const parts = [s("line", { class: "axis", x1: "0%", x2: "100%", y1: axis_y, y2: axis_y })];
  axis.ticks.forEach((tick, index) => {
    const x = `${100 * at(tick)}%`;
    const anchor = index === 0 ? "start" : index === axis.ticks.length - 1 ? "end" : "middle";
    parts.push(s("line", { class: "axis", x1: x, x2: x, y1: axis_y, y2: axis_y + 4 }));
    parts.push(
      s("text", { class: "tick", x, y: axis_y + 16, "text-anchor": anchor }, number(tick)),
    );
  });
  parts.push(
    s("text", { class: "tick", x: "100%", y: axis_y + 30, "text-anchor": "end" }, unit(unit_text)),
  );
  return parts;
}

function in_words(claim) {
  const { p10, p50, p90, best } = claim.computed ?? {};
  const found = is_number(p50)
    ? `computed median ${with_unit(p50, claim.unit)}, ` +
      `eight draws in ten between ${number(p10)} and ${number(p90)}`
    : is_number(best)
      ? `computed ${with_unit(best, claim.unit)}`
      : "nothing computed";
  return `Claimed: ${claim.claimed?.text || "no number"}; ${found}.`;
}

/** What the two marks of the drawing mean, in words that wrap. */
function key_of(claim, has_claimed) {
  const words = computed_words(claim.computed, claim.unit);
  const bar = s(
    "svg",
    { width: 30, height: 14, "aria-hidden": "true" },
    s("line", { class: "spread", x1: 2, x2: 28, y1: 7, y2: 7 }),
    s("path", { class: "median", d: "M15 1 19 7 15 13 11 7z" }),
  );
  const zone = s(
    "svg",
    { width: 30, height: 14, "aria-hidden": "true" },
    s("rect", {
      class: "claimed-zone",
      x: 2,
      width: 27,
      height: 14,
      fill: `url(#hatch-${claim.dom_id})`,
    }),
    s("line", { class: "claimed-edge", x1: 2, x2: 2, y1: 0, y2: 14 }),
  );
  return h(
    "dl",
    { class: "range-key" },
    claim.claimed?.text
      ? [h("dt", {}, has_claimed ? zone : null, "claimed"), h("dd", {}, claim.claimed.text)]
      : null,
    words ? [h("dt", {}, bar, "computed"), h("dd", { class: "computed-words" }, words)] : null,
  );
}

/** The words and the drawing, or the words alone where there is no number. */
export function range_bar(claim) {
  const { low, high } = claim.claimed ?? {};
  const values = [low, high, ...Object.values(claim.computed ?? {})].filter(is_number);
  if (values.length === 0) return key_of(claim, false);
  const axis = span_of(values, true);
  const at = (value) => Math.min(1, Math.max(0, (value - axis.low) / (axis.high - axis.low)));
  const uid = `hatch-${claim.dom_id}`;
  const hatch = s(
    "pattern",
    {
      id: uid,
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    s("line", { class: "hatch", x1: 0, x2: 0, y1: 0, y2: 6 }),
  );
  return [
    key_of(claim, is_number(low) || is_number(high)),
    s(
      "svg",
      {
        class: "range-bar",
        width: "100%",
        height: height_px,
        role: "img",
        "aria-label": in_words(claim),
      },
      s("defs", {}, hatch),
      claimed_parts(claim.claimed, at, uid),
      axis_parts(axis, at, claim.unit),
      computed_parts(claim.computed, at),
    ),
  ];
}
