// How it was computed, how to run it again, and where every number comes from.

import { cite, source_list } from "./citations.js";
import { as_list, h } from "./dom.js";
import { with_unit, words } from "./format.js";
import { on_scenario } from "./state.js";
import { table } from "./tables.js";

function certificate_values(certificate) {
  return as_list(certificate.values)
    .map((one) => `${one.label} ${with_unit(one.value, one.unit)}`)
    .join(" · ");
}

function certificates_part(scenarios) {
  const box = h("div", {});
  on_scenario((id) => {
    const scenario = scenarios.find((one) => one.id === id) ?? scenarios[0];
    const certificates = scenario?.certificates ?? [];
    box.replaceChildren(
      certificates.length === 0
        ? h("p", { class: "quiet" }, "No solve in this scenario.")
        : table({
            caption: `Certificates of the scenario ${scenario.title}`,
            show_caption: true,
            columns: [
              { name: "Solve" },
              { name: "Status" },
              { name: "Residuals, iterations, worst place" },
            ],
            rows: certificates.map((one) => [
              one.what,
              words(one.status),
              [certificate_values(one), one.worst_place ? `worst at ${one.worst_place}` : ""]
                .filter(Boolean)
                .join(" · "),
            ]),
          }),
    );
  });
  return [
    h("h3", {}, "Certificates"),
    h(
      "p",
      { class: "explain" },
      "A solve counts only with its proof: what is left over in the equations when it stopped.",
    ),
    box,
  ];
}

function again_part(proof) {
  const rows = [
    ["Version", proof.version],
    ["Seed", proof.seed],
    ["Draws", proof.draws],
    ...as_list(proof.options).map((one) => [one.label, one.value]),
  ].filter(([, value]) => value !== null && value !== undefined);
  return [
    h("h3", {}, "Run it again"),
    proof.command
      ? h("pre", { tabindex: "0", "aria-label": "command" }, h("code", {}, proof.command))
      : null,
    h(
      "dl",
      { class: "facts" },
      rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))]),
    ),
  ];
}

function files_part(files) {
  if (files.length === 0) return null;
  return h(
    "details",
    { class: "more" },
    h("summary", {}, `Inputs and their SHA-256 (${files.length} files)`),
    table({
      caption: "Input files",
      columns: [{ name: "File" }, { name: "SHA-256" }],
      rows: files.map((file) => [file.path, h("code", { class: "hash" }, file.sha256)]),
    }),
  );
}

function equations_part(equations) {
  if (equations.length === 0) return null;
  return [
    h("h3", {}, "Equations in use"),
    h(
      "dl",
      { class: "equations" },
      equations.flatMap((one) => [h("dt", {}, one.name, cite(one.source)), h("dd", {}, one.text)]),
    ),
  ];
}

export function proof_section(model) {
  const proof = model.proof ?? {};
  return h(
    "section",
    { id: "proof", "aria-labelledby": "proof-title" },
    h("div", { class: "section-head" }, h("h2", { id: "proof-title" }, "Proof")),
    certificates_part(model.scenarios ?? []),
    again_part(proof),
    files_part(as_list(proof.files)),
    equations_part(as_list(proof.equations)),
    h("h3", { id: "sources" }, "Sources"),
    source_list(),
  );
}
