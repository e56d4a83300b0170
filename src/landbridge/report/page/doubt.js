// What is assumed and how sure: what decides each claim, where sources disagree, every input.

import { cite } from "./citations.js";
import { as_list, h, s, slug } from "./dom.js";
import { driver_list } from "./drivers.js";
import { is_number, nice_axis, number, unit, with_unit, words } from "./format.js";
import { table } from "./tables.js";
import { verdict_icon, verdict_of } from "./verdict.js";

const inputs_shown_at_once = 12;

function drivers_part(claims) {
  const decided = claims.filter((claim) => (claim.drivers ?? []).length > 0);
  if (decided.length === 0) return null;
  return h(
    "div",
    {},
    h("h3", {}, "What decides each claim"),
    h(
      "p",
      { class: "explain" },
      "Share of the variance of the computed number that one uncertain input explains. " +
        "A claim ruled by one input is settled by measuring that input.",
    ),
    h(
      "div",
      { class: "driver-grid" },
      decided.map((claim) =>
        h(
          "article",
          {},
          h(
            "h4",
            {},
            verdict_icon(claim.verdict, 16),
            " ",
            h("a", { href: `#claim-${slug(claim.id)}` }, claim.text),
          ),
          driver_list(claim.drivers),
        ),
      ),
    ),
  );
}

/** Values of several sources as points on one axis. */
function conflict_line(conflict) {
  const values = (conflict.values ?? []).map((one) => one.value).filter(is_number);
  if (values.length < 2) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const axis = nice_axis(low > 0 && low < 0.7 * high ? 0 : low, high, 4);
  const at = (value) => `${4 + 92 * ((value - axis.low) / (axis.high - axis.low))}%`;
  return s(
    "svg",
    {
      class: "conflict-line",
      width: "100%",
      height: 46,
      role: "img",
      "aria-label": [conflict.what, ...values.map((v) => with_unit(v, conflict.unit))].join(", "),
    },
    s("line", { class: "axis", x1: at(axis.low), x2: at(axis.high), y1: 20, y2: 20 }),
    axis.ticks.map((tick) => [
      s("line", { class: "axis", x1: at(tick), x2: at(tick), y1: 20, y2: 24 }),
      s("text", { class: "tick", x: at(tick), y: 38, "text-anchor": "middle" }, number(tick)),
    ]),
    s("line", { class: "spread", x1: at(low), x2: at(high), y1: 20, y2: 20 }),
    values.map((value) =>
      s(
        "svg",
        { x: at(value), y: 20, overflow: "visible", width: 1, height: 1 },
        s("circle", { class: "point", r: 5 }),
      ),
    ),
  );
}

function conflicts_part(conflicts) {
  if (conflicts.length === 0) return null;
  return h(
    "div",
    {},
    h("h3", {}, "Where sources disagree"),
    h(
      "p",
      { class: "explain" },
      "Values that contradict each other stay side by side; the draws cover the whole range.",
    ),
    h(
      "div",
      { class: "conflicts" },
      conflicts.map((conflict) =>
        h(
          "article",
          {},
          h(
            "h4",
            {},
            conflict.what,
            conflict.unit ? h("span", { class: "unit" }, ` [${unit(conflict.unit)}]`) : null,
          ),
          conflict_line(conflict),
          h(
            "ul",
            {},
            (conflict.values ?? []).map((one) =>
              h(
                "li",
                {},
                h("strong", { class: "number" }, with_unit(one.value, conflict.unit)),
                h(
                  "span",
                  {},
                  one.note || (as_list(one.source).length ? "stated by" : "no source"),
                  cite(one.source),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Low, best and high as a small line, relative to the best value. */
function spread_sign(input) {
  const { low, best, high } = input;
  if (![low, best, high].every(is_number) || best === 0) return null;
  const span = Math.max(Math.abs(high - best), Math.abs(best - low));
  const reach = Math.min(1, span / Math.abs(best));
  const change = (value) => number((100 * (value - best)) / Math.abs(best));
  const at = (value) => 50 + (span ? (46 * reach * (value - best)) / span : 0);
  return s(
    "svg",
    {
      class: "spread-sign",
      width: 84,
      height: 12,
      role: "img",
      "aria-label": `${change(low)} to +${change(high)} %`,
    },
    s("line", { class: "axis", x1: "0%", x2: "100%", y1: 6, y2: 6 }),
    s("line", { class: "spread", x1: `${at(low)}%`, x2: `${at(high)}%`, y1: 6, y2: 6 }),
    s("line", { class: "best", x1: "50%", x2: "50%", y1: 1, y2: 11 }),
  );
}

function name_cell(input) {
  return h(
    "div",
    { class: "input-name" },
    h("span", {}, input.meaning || words(input.name)),
    input.is_estimate ? h("span", { class: "tag" }, "estimate") : null,
    h("code", { class: "quiet" }, input.name),
    input.note ? h("span", { class: "quiet" }, input.note) : null,
  );
}

function inputs_part(inputs) {
  if (inputs.length === 0) return null;
  const columns = [
    { name: "Input" },
    { name: "Low", is_number: true },
    { name: "Best", is_number: true },
    { name: "High", is_number: true },
    { name: "Unit" },
    { name: "Around the best value, ±100 %" },
    { name: "Confidence" },
    { name: "Source" },
  ];
  const own = (value) => h("span", { class: "number own" }, number(value));
  const rows = inputs.map((input) => [
    name_cell(input),
    own(input.low),
    own(input.best),
    own(input.high),
    input.unit === "1" ? "ratio" : unit(input.unit),
    spread_sign(input),
    input.confidence,
    h("span", {}, cite(input.sources ?? input.source)),
  ]);
  const estimates = inputs.filter((input) => input.is_estimate).length;
  const draw = (some, caption) => table({ caption, columns, rows: some });
  const rest = rows.slice(inputs_shown_at_once);
  return h(
    "div",
    { class: "inputs" },
    h("h3", {}, "Every uncertain input"),
    h(
      "p",
      { class: "explain" },
      `${inputs.length} inputs carry a range; ${estimates} of them are estimates, marked so.`,
    ),
    draw(rows.slice(0, inputs_shown_at_once), "Uncertain inputs with their ranges"),
    rest.length
      ? h(
          "details",
          { class: "more" },
          h("summary", {}, `Show the other ${rest.length} inputs`),
          draw(rest, "The other uncertain inputs"),
        )
      : null,
  );
}

function glossary_part(glossary) {
  if (glossary.length === 0) return null;
  return h(
    "div",
    {},
    h("h3", {}, "Words and units"),
    h(
      "dl",
      { class: "facts glossary" },
      glossary.flatMap((one) => [h("dt", {}, unit(one.term)), h("dd", {}, one.meaning)]),
    ),
  );
}

export function doubt_section(model) {
  const { inputs = [], conflicts = [] } = model.doubt ?? {};
  const claims = (model.claims ?? []).map((claim) => ({
    ...claim,
    verdict: verdict_of(claim.verdict).id,
  }));
  return h(
    "section",
    { id: "doubt", "aria-labelledby": "doubt-title" },
    h(
      "div",
      { class: "section-head" },
      h("h2", { id: "doubt-title" }, "What is assumed, and how sure"),
    ),
    drivers_part(claims),
    conflicts_part(conflicts),
    inputs_part(inputs),
    glossary_part(as_list(model.glossary)),
  );
}
