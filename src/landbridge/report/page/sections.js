// One part per domain: its finding in a sentence, figures, then tables. Follows the scenario.

import { h, slug } from "./dom.js";
import { words } from "./format.js";
import { open_figure } from "./figures.js";
import { on_scenario } from "./state.js";
import { table } from "./tables.js";

function family_of(scenarios, figure) {
  return scenarios
    .flatMap((one) => (one.sections ?? []).flatMap((section) => section.figures ?? []))
    .filter(
      (other) =>
        other.id === figure.id &&
        other.kind === figure.kind &&
        other.y?.unit === figure.y?.unit &&
        other.x?.unit === figure.x?.unit,
    );
}

function result_table(one) {
  const columns = one.columns ?? [];
  const body = table({ caption: one.title, show_caption: true, columns, rows: one.rows ?? [] });
  if ((one.rows ?? []).length <= 16) return body;
  return h(
    "details",
    { class: "more" },
    h("summary", {}, `${one.title} (${one.rows.length} rows)`),
    body,
  );
}

function section_body(section, scenario, scenarios, opened) {
  const figures = (section.figures ?? []).map((figure) => {
    const one = open_figure(figure, family_of(scenarios, figure), scenario);
    opened.push(one);
    return one.element;
  });
  const narrow = figures.filter((element) => !/kind-(profile|ladder)/.test(element.className));
  if (narrow.length % 2 === 1) narrow.at(-1).classList.add("is-wide");
  return [
    h(
      "p",
      { class: "eyebrow" },
      words(section.domain),
      h("span", { class: "in-scenario-name" }, ` · ${scenario.title}`),
    ),
    h("h2", { id: `domain-${slug(section.domain)}-title` }, section.title),
    section.finding ? h("p", { class: "finding" }, section.finding) : null,
    h("div", { class: "figures" }, figures),
    h("div", { class: "tables" }, (section.tables ?? []).map(result_table)),
  ];
}

/** All domains that any scenario speaks about, in the order of their first appearance. */
export function domain_sections(model) {
  const scenarios = model.scenarios ?? [];
  const domains = [
    ...new Set(scenarios.flatMap((one) => (one.sections ?? []).map((section) => section.domain))),
  ];
  const elements = domains.map((domain) =>
    h("section", {
      id: `domain-${slug(domain)}`,
      class: "domain",
      "aria-labelledby": `domain-${slug(domain)}-title`,
    }),
  );
  let opened = [];
  on_scenario((id) => {
    const scenario = scenarios.find((one) => one.id === id) ?? scenarios[0];
    opened.forEach((figure) => figure.close());
    opened = [];
    domains.forEach((domain, index) => {
      const section = (scenario?.sections ?? []).find((one) => one.domain === domain);
      const open_tables = [...elements[index].querySelectorAll("figure details[open]")].map(
        (d) => d.closest("figure").dataset.figure,
      );
      elements[index].replaceChildren(
        ...(section
          ? section_body(section, scenario, scenarios, opened)
          : [
              h("h2", { id: `domain-${slug(domain)}-title` }, words(domain)),
              h("p", { class: "quiet" }, "Not part of this scenario."),
            ]
        ).filter(Boolean),
      );
      for (const figure of elements[index].querySelectorAll("figure"))
        if (open_tables.includes(figure.dataset.figure))
          figure.querySelector("details").open = true;
    });
  });
  return elements;
}
