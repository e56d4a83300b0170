// Reads the model from its data block, builds the page, keeps scenario, address and page in step.

import { announce, live_region } from "./a11y.js";
import { answer_section } from "./cards.js";
import { start_citations } from "./citations.js";
import { h } from "./dom.js";
import { doubt_section } from "./doubt.js";
import { draw_all, redraw_drawn } from "./figures.js";
import { words } from "./format.js";
import { picture_section } from "./map.js";
import { proof_section } from "./proof.js";
import { domain_sections } from "./sections.js";
import {
  choose_scenario,
  current_scenario,
  on_scenario,
  parse_hash,
  start_state,
} from "./state.js";
import { verdict_icon, verdicts } from "./verdict.js";

function tally(claims) {
  const rows = verdicts
    .map((v) => ({ ...v, count: claims.filter((c) => c.verdict === v.id).length }))
    .filter((v) => v.count > 0);
  return h(
    "ul",
    { class: "tally", "aria-label": "Verdicts" },
    rows.map((v) =>
      h(
        "li",
        { class: `verdict-${v.id}` },
        verdict_icon(v.id, 26),
        h("span", { class: "count" }, v.count),
        h("span", { class: "word" }, v.word.toLowerCase()),
        h("span", { class: "meaning" }, v.meaning),
      ),
    ),
  );
}

function masthead(model) {
  const { title, date, summary, currency, price_year } = model.study ?? {};
  const money = currency ? `Money in ${currency}${price_year ? ` of ${price_year}` : ""}` : null;
  return h(
    "header",
    { class: "masthead" },
    h(
      "div",
      {},
      h("p", { class: "eyebrow" }, ["landbridge report", date].filter(Boolean).join(" · ")),
      h("h1", {}, title ?? "Report"),
      summary ? h("p", { class: "summary" }, summary) : null,
      money ? h("p", { class: "quiet" }, `${money}.`) : null,
    ),
    tally(model.claims ?? []),
  );
}

function scenario_switch(scenarios) {
  if (scenarios.length === 0) return null;
  const select = h(
    "select",
    {
      id: "scenario",
      onchange: () => {
        choose_scenario(select.value);
        announce(`The page now shows the scenario ${select.selectedOptions[0].textContent}`);
      },
    },
    scenarios.map((one) => h("option", { value: one.id }, one.title ?? one.id)),
  );
  const step = (by, label, sign) =>
    h(
      "button",
      {
        type: "button",
        class: "step",
        "aria-label": label,
        title: label,
        onclick: () => {
          const index = scenarios.findIndex((one) => one.id === current_scenario());
          select.value = scenarios[(index + by + scenarios.length) % scenarios.length].id;
          select.dispatchEvent(new Event("change"));
        },
      },
      sign,
    );
  on_scenario((id) => {
    select.value = id;
  });
  return h(
    "div",
    { class: "scenario-switch" },
    h("label", { for: "scenario" }, "Scenario"),
    step(-1, "previous scenario", "‹"),
    select,
    step(1, "next scenario", "›"),
  );
}

function toolbar(model, domains, has_map) {
  const links = [
    ["Answer", "answer"],
    has_map ? ["Map", "picture"] : null,
    ...domains.map((d) => [words(d.id.replace(/^domain-/, "")), d.id]),
    ["Doubt", "doubt"],
    ["Proof", "proof"],
  ].filter(Boolean);
  return h(
    "div",
    { class: "toolbar" },
    h(
      "div",
      { class: "wrap" },
      h(
        "nav",
        { "aria-label": "Parts of the report" },
        links.map(([text, id]) => h("a", { href: `#${id}` }, text)),
      ),
      scenario_switch(model.scenarios ?? []),
    ),
  );
}

/** Follows #claim-id and #scenario=id, also when the reader edits the address. */
function follow_address() {
  const { anchor, scenario } = parse_hash(location.hash);
  if (scenario) choose_scenario(scenario);
  const target = anchor ? document.getElementById(anchor) : null;
  if (!target) return;
  for (let box = target.closest("details"); box; box = box.parentElement?.closest("details"))
    box.open = true;
  if (target.hidden) target.hidden = false;
  target.scrollIntoView({ block: "start" });
  if (target.tabIndex >= -1 && target.hasAttribute("tabindex"))
    target.focus({ preventScroll: true });
}

/** Before printing: every chart drawn in the colours of paper, first tables open. */
function prepare_print() {
  document.documentElement.classList.add("printing");
  for (const box of document.querySelectorAll(".card details, #picture details, .figure details"))
    if (!box.open) {
      box.open = true;
      box.dataset.opened = "for print";
    }
  draw_all();
}

function after_print() {
  document.documentElement.classList.remove("printing");
  for (const box of document.querySelectorAll("details[data-opened]")) {
    box.open = false;
    delete box.dataset.opened;
  }
  redraw_drawn();
}

function start() {
  const model = JSON.parse(document.getElementById("report").textContent);
  const scenarios = (model.scenarios ?? []).map((one) => ({ ...one, title: one.title ?? one.id }));
  const report = { ...model, scenarios };
  start_state(
    scenarios.map((one) => one.id),
    location.hash,
  );
  start_citations(model.sources);
  const page = document.getElementById("page");
  const sections = domain_sections(report);
  const picture = picture_section(report);
  page.replaceChildren(
    ...[
      h("div", { class: "wrap" }, masthead(report)),
      toolbar(report, sections, picture !== null),
      h(
        "div",
        { class: "wrap parts" },
        answer_section(report),
        picture,
        sections,
        doubt_section(report),
        proof_section(report),
        h(
          "footer",
          { class: "colophon" },
          `landbridge ${model.landbridge ?? ""}. ` +
            "One file, no network; nothing is sent anywhere. Charts: ECharts. Map: Natural Earth.",
        ),
      ),
    ],
  );
  document.body.append(live_region());
  window.addEventListener("hashchange", follow_address);
  window.addEventListener("beforeprint", prepare_print);
  window.addEventListener("afterprint", after_print);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw_drawn);
  if (location.hash) follow_address();
  document.documentElement.dataset.ready = "true";
}

start();
