// One claim against one computation: the claimed range above the axis, the computed one on it.
// Positions are percentages, so that the drawing fits every width without a script.

import { s } from "./dom.js";
import { is_number, nice_axis, number, unit, with_unit } from "./format.js";

const height_px = 104;
const claimed_y = 27;
const computed_y = 50;
const axis_y = 72;

function span_of(values, has_zero_near) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = 0.06 * (high - low || Math.abs(high) || 1);
  const near_zero = has_zero_near && low >= 0 && low < 0.6 * high;
  return nice_axis(near_zero ? 0 : low - pad, high + pad, 5);
}

function anchor_of(share) {
  if (share < 0.22) return "start";
  return share > 0.78 ? "end" : "middle";
}

function claimed_words(claimed) {
  if (claimed?.text) return claimed.text;
  return "";
}

function claimed_parts(claimed, at, uid) {
  const has_low = is_number(claimed?.low);
  const has_high = is_number(claimed?.high);
  if (!has_low && !has_high) return [];
  const from = has_low ? at(claimed.low) : 0;
  const to = has_high ? at(claimed.high) : 1;
  const parts = [];
  if (to > from)
    parts.push(s("rect", { class: "claimed-zone", x: `${100 * from}%`, width: `${100 * (to - from)}%`,
      y: claimed_y - 4, height: axis_y - claimed_y + 4, fill: `url(#${uid})` }));
  for (const [is_there, share] of [[has_low, from], [has_high && claimed.high !== claimed.low, to]])
    if (is_there) parts.push(s("line", { class: "claimed-edge", x1: `${100 * share}%`, x2: `${100 * share}%`,
      y1: claimed_y - 6, y2: axis_y }));
  const middle = has_low && has_high ? (from + to) / 2 : has_low ? from : to;
  parts.push(s("text", { class: "claimed-label", x: `${100 * middle}%`, y: claimed_y - 12,
    "text-anchor": anchor_of(middle) }, `claimed: ${claimed_words(claimed)}`));
  return parts;
}

function computed_parts(computed, at) {
  const { low, p10, p50, p90, high, best } = computed ?? {};
  const parts = [];
  const line = (from, to, kind, y) => parts.push(s("line", { class: kind, x1: `${100 * at(from)}%`,
    x2: `${100 * at(to)}%`, y1: y, y2: y }));
  if (is_number(low) && is_number(high)) {
    line(low, high, "whisker", computed_y);
    for (const end of [low, high])
      parts.push(s("line", { class: "whisker", x1: `${100 * at(end)}%`, x2: `${100 * at(end)}%`,
        y1: computed_y - 4, y2: computed_y + 4 }));
  }
  if (is_number(p10) && is_number(p90)) line(p10, p90, "spread", computed_y);
  const middle = is_number(p50) ? p50 : best;
  if (is_number(middle))
    parts.push(s("svg", { x: `${100 * at(middle)}%`, y: computed_y, overflow: "visible", width: 1, height: 1 },
      s("path", { class: "median", d: "M0-8 5 0 0 8-5 0z" })));
  return parts;
}

function computed_words(computed, unit_text) {
  const { best, p10, p50, p90 } = computed ?? {};
  if (is_number(p10) && is_number(p50) && is_number(p90))
    return `P10 ${number(p10)} · P50 ${number(p50)} · P90 ${number(p90)} ${unit(unit_text)}`;
  return is_number(best) ? `computed: ${with_unit(best, unit_text)}` : "";
}

function axis_parts(axis, at, unit_text) {
  const parts = [s("line", { class: "axis", x1: "0%", x2: "100%", y1: axis_y, y2: axis_y })];
  axis.ticks.forEach((tick, index) => {
    const x = `${100 * at(tick)}%`;
    const anchor = index === 0 ? "start" : index === axis.ticks.length - 1 ? "end" : "middle";
    parts.push(s("line", { class: "axis", x1: x, x2: x, y1: axis_y, y2: axis_y + 4 }));
    parts.push(s("text", { class: "tick", x, y: axis_y + 16, "text-anchor": anchor }, number(tick)));
  });
  parts.push(s("text", { class: "tick", x: "100%", y: axis_y + 30, "text-anchor": "end" }, unit(unit_text)));
  return parts;
}

function in_words(claim) {
  const { p10, p50, p90, best } = claim.computed ?? {};
  const found = is_number(p50)
    ? `computed median ${with_unit(p50, claim.unit)}, eight draws in ten between ${number(p10)} and ${number(p90)}`
    : is_number(best) ? `computed ${with_unit(best, claim.unit)}` : "nothing computed";
  return `Claimed: ${claimed_words(claim.claimed) || "no number"}; ${found}.`;
}

/** The drawing, or null where there is no number at all. */
export function range_bar(claim) {
  const { low, high } = claim.claimed ?? {};
  const values = [low, high, ...Object.values(claim.computed ?? {})].filter(is_number);
  if (values.length === 0) return null;
  const axis = span_of(values, true);
  const at = (value) => Math.min(1, Math.max(0, (value - axis.low) / (axis.high - axis.low)));
  const uid = `hatch-${claim.dom_id}`;
  const hatch = s("pattern", { id: uid, width: 6, height: 6, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" }, s("line", { class: "hatch", x1: 0, x2: 0, y1: 0, y2: 6 }));
  const words = computed_words(claim.computed, claim.unit);
  const { p10, p50, p90, best } = claim.computed ?? {};
  const middle = [p50, best].find(is_number);
  const label_at = is_number(p10) && is_number(p90) ? at((p10 + p90) / 2) : is_number(middle) ? at(middle) : 0.5;
  return s("svg", { class: "range-bar", width: "100%", height: height_px + 6, role: "img", "aria-label": in_words(claim) },
    s("defs", {}, hatch), claimed_parts(claim.claimed, at, uid), axis_parts(axis, at, claim.unit),
    computed_parts(claim.computed, at),
    s("text", { class: "computed-label", x: `${100 * label_at}%`, y: computed_y - 12 + 0,
      "text-anchor": anchor_of(label_at) }, words));
}
