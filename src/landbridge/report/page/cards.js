// The answer: claims as cards, with filters by verdict and domain.

import { announce } from "./a11y.js";
import { cite } from "./citations.js";
import { h, slug } from "./dom.js";
import { number, percent, words } from "./format.js";
import { driver_list } from "./drivers.js";
import { range_bar } from "./range_bar.js";
import { choose_scenario, on_scenario } from "./state.js";
import { verdict_icon, verdict_of, verdicts } from "./verdict.js";

function share_words(claim, draws) {
  if (claim.verdict === "not_testable" || typeof claim.holds_share !== "number") return null;
  const of = draws ? ` of ${number(draws)} draws` : " of the draws";
  const failed = claim.draws_failed ? `; ${claim.draws_failed} draws had no answer` : "";
  return `true in ${percent(claim.holds_share)}${of}${failed}`;
}

function reason(label, text, kind) {
  return text ? h("p", { class: kind }, h("span", { class: "lead-in" }, label), " ", text) : null;
}

function details_of(claim) {
  const rows = [
    ["Measured as", claim.metric_meaning ?? claim.metric],
    ["Binding", claim.binding],
    ["Note", claim.note],
  ].filter(([, value]) => value);
  if (rows.length === 0 && !(claim.drivers ?? []).length) return null;
  return h(
    "details",
    { class: "more" },
    h("summary", {}, "How this was measured"),
    h(
      "dl",
      { class: "facts" },
      rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
      claim.metric ? [h("dt", {}, "Metric"), h("dd", {}, h("code", {}, claim.metric))] : null,
    ),
    (claim.drivers ?? []).length
      ? [
          h("p", { class: "lead-in" }, "What decides it, by share of the variance"),
          driver_list(claim.drivers),
        ]
      : null,
  );
}

function scenario_button(claim, scenarios) {
  const title = scenarios.find((one) => one.id === claim.scenario)?.title;
  if (!title)
    return claim.scenario
      ? h("span", { class: "quiet" }, `Scenario: ${words(claim.scenario)}`)
      : null;
  return h(
    "button",
    {
      type: "button",
      class: "link-button scenario-of",
      "data-scenario": claim.scenario,
      onclick: () => {
        choose_scenario(claim.scenario);
        announce(`The page now shows the scenario ${title}`);
      },
    },
    h("span", { class: "dot", "aria-hidden": "true" }),
    h("span", { class: "label" }, title),
  );
}

function card(claim, model) {
  const verdict = verdict_of(claim.verdict);
  const share = share_words(claim, model.proof?.draws);
  const title_id = `${claim.dom_id}-text`;
  return h(
    "article",
    {
      class: `card verdict-${verdict.id}`,
      id: claim.dom_id,
      tabindex: "-1",
      "aria-labelledby": title_id,
      "data-verdict": verdict.id,
      "data-domain": claim.domain,
      "data-scenario": claim.scenario,
    },
    h(
      "p",
      { class: "verdict" },
      verdict_icon(verdict.id, 22),
      h("strong", {}, verdict.word),
      share ? h("span", { class: "share" }, share) : null,
    ),
    h("h3", { id: title_id }, claim.text),
    h("p", { class: "said-by" }, claim.said_by, cite(claim.source)),
    range_bar(claim),
    reason("Why.", claim.why, "why"),
    reason("What would have to change.", claim.change, "change"),
    details_of(claim),
    h(
      "footer",
      {},
      scenario_button(claim, model.scenarios ?? []),
      h(
        "a",
        {
          class: "permalink",
          href: `#${claim.dom_id}`,
          "aria-label": `link to this claim: ${claim.text}`,
        },
        "link",
      ),
    ),
  );
}

function chip(label, name, value, icon, count) {
  return h(
    "button",
    {
      type: "button",
      class: `chip ${name === "verdict" ? `verdict-${value}` : ""}`,
      "aria-pressed": "false",
      "data-filter": name,
      "data-value": value,
    },
    icon,
    h("span", {}, label),
    h("span", { class: "count" }, count),
  );
}

/** Chips that hide cards; pressing a chip again shows all. */
function filters(claims, cards, empty_note) {
  const count = (key, value) => claims.filter((claim) => claim[key] === value).length;
  const domains = [...new Set(claims.map((claim) => claim.domain).filter(Boolean))];
  const chips = [
    ...verdicts
      .filter((v) => count("verdict", v.id) > 0)
      .map((v) => chip(v.word, "verdict", v.id, verdict_icon(v.id, 16), count("verdict", v.id))),
    ...(domains.length > 1
      ? domains.map((d) => chip(words(d), "domain", d, null, count("domain", d)))
      : []),
  ];
  const chosen = { verdict: null, domain: null };
  const apply = () => {
    let shown = 0;
    for (const element of cards) {
      const is_shown = Object.entries(chosen).every(
        ([key, value]) => !value || element.dataset[key] === value,
      );
      element.hidden = !is_shown;
      shown += is_shown ? 1 : 0;
    }
    for (const one of chips)
      one.setAttribute("aria-pressed", String(chosen[one.dataset.filter] === one.dataset.value));
    empty_note.hidden = shown > 0;
    announce(`${shown} of ${cards.length} claims shown`);
  };
  for (const one of chips)
    one.addEventListener("click", () => {
      const { filter, value } = one.dataset;
      chosen[filter] = chosen[filter] === value ? null : value;
      apply();
    });
  return h(
    "div",
    { class: "filters", role: "group", "aria-label": "Show claims by verdict or domain" },
    chips,
  );
}

/** Marks the cards whose scenario is the one shown on the page. */
function follow_scenario(cards) {
  on_scenario((id) => {
    for (const element of cards) {
      const is_shown = element.dataset.scenario === id;
      element.classList.toggle("in-scenario", is_shown);
      const button = element.querySelector(".scenario-of");
      button?.setAttribute("aria-pressed", String(is_shown));
      button?.setAttribute(
        "title",
        is_shown ? "the scenario shown on this page" : "show this scenario on the page",
      );
    }
  });
}

export function answer_section(model) {
  const claims = (model.claims ?? []).map((claim) => ({
    ...claim,
    dom_id: `claim-${slug(claim.id)}`,
    verdict: verdict_of(claim.verdict).id,
  }));
  const cards = claims.map((claim) => card(claim, model));
  const empty_note = h(
    "p",
    { class: "quiet", hidden: true },
    "No claim has both this verdict and this domain.",
  );
  const bar = filters(claims, cards, empty_note);
  follow_scenario(cards);
  return h(
    "section",
    { id: "answer", "aria-labelledby": "answer-title" },
    h(
      "div",
      { class: "section-head" },
      h(
        "h2",
        { id: "answer-title" },
        claims.length === 1 ? "One claim, tested" : `${claims.length} claims, tested`,
      ),
      bar,
    ),
    empty_note,
    h("div", { class: "cards" }, cards),
  );
}
