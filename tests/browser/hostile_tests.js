// A model is data, also where it looks like markup; and an odd model gives a page, not a blank.

import assert from "node:assert/strict";
import { scroll_through } from "./page_tests.js";

const attack =
  "</script><script>window.hit=1</script><img src=x onerror='window.hit=2'>" +
  "<!-- \u2028\u2029 ${hit} " +
  '"onmouseover="window.hit=3';

/** Every text of a model followed by an attack; ids and kinds stay, so that it is drawn. */
function poisoned(value, key = "") {
  const kept = [
    "id",
    "from",
    "to",
    "kind",
    "style",
    "verdict",
    "axis",
    "scenario",
    "domain",
    "role",
    "align",
  ];
  if (typeof value === "string") {
    if (key === "url") return "javascript:window.hit=4";
    return kept.includes(key) ? value : `${value}${attack}`;
  }
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
  if (value && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]),
    );
  return value;
}

async function nothing_runs(open, report) {
  const { page, complaints, requests, close } = await open(report.url);
  await page.waitForSelector("html[data-ready=true]");
  await scroll_through(page);
  await page.hover("svg.map .link >> nth=2", { force: true });
  await page.focus("#figure-profile .chart");
  await page.keyboard.press("ArrowRight");
  await page.selectOption("#scenario", "final-stage");
  await scroll_through(page);
  const seen = await page.evaluate(() => ({
    hit: window.hit,
    images: document.images.length,
    scripts: document.scripts.length,
    schemes: [...document.querySelectorAll("a[href]")].filter((a) => a.protocol === "javascript:")
      .length,
    handlers: [...document.querySelectorAll("*")].filter((e) =>
      e.getAttributeNames().some((n) => n.startsWith("on")),
    ).length,
  }));
  assert.deepEqual(seen, { hit: undefined, images: 0, scripts: 3, schemes: 0, handlers: 0 });
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests, [report.url]);
  await close();
}

async function policy_holds(open, report) {
  const { page, complaints, close } = await open(report.url);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hit = 5";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.ok(
    complaints.some((text) => /Content Security Policy/.test(text)),
    "the policy was not asked",
  );
  await close();
}

const odd_models = {
  "an empty model": {},
  "a model with empty lists": {
    study: {},
    claims: [],
    scenarios: [],
    doubt: {},
    proof: {},
    sources: [],
  },
  "a claim without any number": {
    claims: [{ id: "a b/c", text: "Something", verdict: "perhaps" }],
  },
  "a figure with one point, one with none, and gaps": {
    scenarios: [
      {
        id: "s",
        map: {
          nodes: [{ id: "n", lat: 1, lon: 2 }],
          links: [{ id: "l", from: "n", to: "missing", flow: { value: null, unit: "t/d" } }],
        },
        sections: [
          {
            domain: "d",
            title: "t",
            figures: [
              {
                id: "one",
                title: "one",
                kind: "lines",
                x: { label: "x", unit: "km" },
                y: { label: "y", unit: "bar" },
                series: [{ name: "a", x: [1], y: [2] }],
              },
              { id: "none", title: "none", kind: "lines", x: {}, y: {}, series: [] },
              {
                id: "gaps",
                title: "gaps",
                kind: "profile",
                x: { label: "x", unit: "km" },
                y: { label: "y", unit: "bar" },
                series: [
                  {
                    name: "a",
                    x: [1, 2, 3],
                    y: [null, 2, null],
                    low: [null, 1, 1],
                    high: [3, null, 2],
                  },
                ],
              },
              {
                id: "rows",
                title: "rows",
                kind: "ladder",
                x: { label: "p", unit: "USD/t" },
                categories: ["a", "b"],
                series: [{ name: "s", y: [1, null], low: [null, null], high: [2, null] }],
                marks: [
                  { axis: "x", value: 5, label: "f" },
                  { axis: "x", value: 3, label: "c" },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
};

async function draws(open, report) {
  const { page, complaints, close } = await open(report.url, { width: 390 });
  await page.waitForSelector("html[data-ready=true]", { timeout: 5000 }).catch(() => {
    throw new Error(`the page did not start: ${complaints.join("; ")}`);
  });
  await scroll_through(page);
  assert.deepEqual(complaints, []);
  await close();
}

export function hostile_tests(render, model) {
  const attacked = render(poisoned(model), "hostile");
  return [
    [
      "markup in the model stays text: nothing runs, nothing is asked for",
      (open) => nothing_runs(open, attacked),
    ],
    [
      "the policy stops a script that was not part of the page",
      (open) => policy_holds(open, attacked),
    ],
    ...Object.entries(odd_models).map(([name, odd]) => [
      `${name} gives a page without complaints`,
      (open) => draws(open, render(odd, name.replace(/[^a-z]+/g, "_"))),
    ]),
  ];
}
