// What a reader can do with the page, shown on the invented study of fixture.json.

import assert from "node:assert/strict";
import { scroll_through } from "./page_tests.js";

const opened = (open, url, view) =>
  open(url, view).then(async (session) => {
    await session.page.waitForSelector("html[data-ready=true]");
    return session;
  });

const flows_of = (page) =>
  page.$$eval("svg.map .link", (links) => links.map((e) => e.getAttribute("aria-label")));

async function switches_everything(open, report) {
  const { page, close } = await opened(open, report.url);
  await scroll_through(page);
  const state = async () => ({
    map: await flows_of(page),
    title: await page.textContent(".scenario-head h3"),
    finding: await page.textContent(".finding"),
    names: await page.$$eval(".scenario-name", (e) => e.map((x) => x.textContent)),
    chart: await page.$eval("#figure-profile .chart svg", (e) => e.innerHTML),
    rows: await page.textContent(".map-lists"),
    marked: await page.$$eval(".card.in-scenario", (cards) => cards.map((e) => e.id)),
    certificates: await page.textContent("#proof caption"),
  });
  const before = await state();
  await page.selectOption("#scenario", "final-stage");
  await scroll_through(page);
  const after = await state();
  for (const key of Object.keys(before))
    assert.notDeepEqual(after[key], before[key], `${key} did not change`);
  assert.deepEqual(
    after.marked,
    report.model.claims.filter((c) => c.scenario === "final-stage").map((c) => `claim-${c.id}`),
  );
  assert.ok(after.names.every((name) => name === "Final stage: two new lines of 1420 mm"));
  assert.match(page.url(), /scenario=final-stage/);
  await close();
}

async function shows_flows_of_the_model(open, report) {
  const { page, close } = await opened(open, `${report.url}#scenario=border-closed`);
  const labels = await flows_of(page);
  const closed = labels.find((label) => label.startsWith("Old line, Tessin to Hollin"));
  assert.match(closed, /closed/);
  assert.equal(await page.locator(".link.closed .arrow").count(), 0, "a closed link has an arrow");
  const storage = labels.find((label) => label.startsWith("Storage line"));
  assert.match(storage, /Varo storage to Greyhorn pass; .*Flow: 2\.4 bcm\/yr at 20/);
  await page.selectOption("#scenario", "today");
  const reversed = (await flows_of(page)).find((label) => label.startsWith("Storage line"));
  assert.match(reversed, /Greyhorn pass to Varo storage/, "a negative flow runs the other way");
  await close();
}

async function map_by_keyboard(open, report) {
  const { page, close } = await opened(open, report.url);
  await page.focus("svg.map [tabindex='0']");
  const name = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  const first = await name();
  await page.keyboard.press("ArrowRight");
  const second = await name();
  assert.notEqual(second, first);
  assert.match(second, /Flow: .+ bcm/);
  assert.ok(await page.isVisible(".map-note"), "the note follows the focus");
  await page.keyboard.press("Escape");
  assert.ok(!(await page.isVisible(".map-note")));
  await page.keyboard.press("End");
  assert.match(await name(), /Role:/, "places come after links");
  await close();
}

async function chart_by_keyboard(open, report) {
  const { page, close } = await opened(open, `${report.url}#figure-cost`);
  await scroll_through(page);
  await page.focus("#figure-cost .chart");
  await page.keyboard.press("ArrowRight");
  const first = await page.textContent("#live");
  assert.match(first, /^1220 mm: [\d.]+ USD\/1000.m³ at Flow at the border 4 bcm\/yr at 20.°C$/);
  await page.keyboard.press("End");
  assert.match(await page.textContent("#live"), /Flow at the border 56 bcm/);
  await page.keyboard.press("ArrowDown");
  assert.match(await page.textContent("#live"), /^1420 mm: /);
  assert.ok(await page.isVisible("#figure-cost .cursor-ring"));
  await page.focus("#figure-ladder .chart");
  await page.keyboard.press("Home");
  assert.match(
    await page.textContent("#live"),
    /^Netback: 38 .*\(33\.4[04]? to 43\.7 .*at Cost at the field$/,
  );
  await close();
}

async function spreads_and_swings_are_drawn(open, report) {
  const { page, close } = await opened(open, report.url);
  await scroll_through(page);
  const marks = (id) => page.locator(`#figure-${id} .chart svg path`).count();
  for (const id of ["days", "tornado", "front"]) assert.ok((await marks(id)) > 8, id);
  const texts = await page.$$eval("#figure-front .chart svg text", (e) =>
    e.map((x) => x.textContent),
  );
  for (const name of ["Western way", "Eastern way", "Sea", "Cape"])
    assert.ok(texts.includes(name), `${name} stands at its point`);
  await page.focus("#figure-days .chart");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  assert.match(await page.textContent("#live"), /^middle half: 24 d \(22 to 27 d\) at Western way/);
  await page.focus("#figure-tornado .chart");
  await page.keyboard.press("Home");
  const swing = /^input at its low end: 420 USD\/TEU .*Rate by sea$/;
  assert.match(await page.textContent("#live"), swing);
  const heads = await page.$$eval("#figure-days details table:first-of-type thead th", (e) =>
    e.map((x) => x.textContent),
  );
  assert.match(heads[1], /^5 to 95 of 100, low \[d\]$/);
  await close();
}

async function tab_reaches_all(open, report) {
  const { page, close } = await opened(open, report.url);
  await scroll_through(page);
  const reached = new Set();
  for (let i = 0; i < 250; i += 1) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const e = document.activeElement;
        return (
          e.closest("figure.figure")?.dataset.figure ??
          (e.closest("svg.map") ? "map" : e.id || e.className)
        );
      }),
    );
  }
  for (const name of ["scenario", "map", "profile", "cost", "gap", "range", "ladder"])
    assert.ok(reached.has(name), name);
  await close();
}

async function tables_behind_charts(open, report) {
  const { page, close } = await opened(open, report.url);
  const figures = report.model.scenarios[0].sections.flatMap((section) => section.figures);
  for (const figure of figures) {
    await page.click(`#figure-${figure.id} details > summary`);
    const rows = await page
      .locator(`#figure-${figure.id} details table`)
      .first()
      .locator("tbody tr")
      .count();
    assert.ok(rows >= 4, `${figure.id}: ${rows} rows`);
    const source = await page.textContent(`#figure-${figure.id} .source`);
    assert.match(source, /^Sources?:/, figure.id);
  }
  const heads = await page.$$eval("#figure-cost details table:first-of-type thead th", (e) =>
    e.map((x) => x.textContent),
  );
  assert.match(heads[0], /^Flow at the border \[bcm\/yr at 20.°C\]$/);
  assert.match(heads[1], /^1220 mm \[USD\/1000.m³\]$/);
  await close();
}

async function filters_claims(open, report) {
  const { page, close } = await opened(open, report.url);
  const shown = () => page.$$eval(".card:not([hidden])", (e) => e.length);
  const count = (test) => report.model.claims.filter(test).length;
  await page.click(".chip[data-value=fails]");
  assert.equal(
    await shown(),
    count((c) => c.verdict === "fails"),
  );
  await page.click(".chip[data-value=gas]");
  assert.equal(
    await shown(),
    count((c) => c.verdict === "fails" && c.domain === "gas"),
  );
  await page.click(".chip[data-value=fails]");
  await page.click(".chip[data-value=gas]");
  assert.equal(await shown(), report.model.claims.length);
  await close();
}

async function deep_links(open, report) {
  const { page, close } = await opened(open, `${report.url}#claim-final-55&scenario=final-stage`);
  assert.equal(await page.inputValue("#scenario"), "final-stage");
  const place = await page.$eval("#claim-final-55", (e) => e.getBoundingClientRect().top);
  assert.ok(place > 0 && place < 500, `the claim is at ${place} px`);
  await page.click("#claim-start-2 .scenario-of");
  assert.equal(await page.inputValue("#scenario"), "today");
  await close();
}

async function prints(open, report) {
  const { page, complaints, close } = await opened(open, report.url, {
    width: 1000,
    scheme: "dark",
  });
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 30_000, `${pdf.length} bytes`);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const seen = await page.evaluate(() => ({
    bar: getComputedStyle(document.querySelector(".toolbar")).position,
    closed: document.querySelectorAll(".figure details:not([open])").length,
    undrawn: document.querySelectorAll(".figure:not([data-drawn])").length,
    paper: getComputedStyle(document.documentElement).getPropertyValue("--ink").trim(),
  }));
  assert.deepEqual(seen, { bar: "static", closed: 0, undrawn: 0, paper: "#1b2126" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator(".figure details[open]").count(), 0, "tables close again");
  assert.deepEqual(complaints, []);
  await close();
}

async function numbers_are_modest(open, report) {
  const { page, close } = await opened(open, report.url);
  await page.evaluate(() =>
    document.querySelectorAll("details").forEach((box) => {
      box.open = true;
    }),
  );
  const cells = await page.$$eval("td.number, .own", (e) => e.map((x) => x.textContent));
  assert.ok(cells.length > 100);
  for (const cell of cells) {
    const digits = cell
      .replace(/ ×.*/, "")
      .replace(/[^\d.]/g, "")
      .replace(/^[0.]+/, "")
      .replace(/\.(?=\d)/, "");
    const significant = cell.includes(".") ? digits : digits.replace(/0+$/, "");
    assert.ok(significant.length <= 4, `"${cell}" has more than four significant digits`);
  }
  await close();
}

export function fixture_tests(report) {
  const tests = {
    "a scenario moves map, figures, tables, findings and certificates, and marks its claims":
      switches_everything,
    "the map says flows, directions and closures as the model does": shows_flows_of_the_model,
    "the map can be walked with the arrow keys": map_by_keyboard,
    "a chart reads its values aloud under the arrow keys": chart_by_keyboard,
    "boxes, swings and named points are drawn and read": spreads_and_swings_are_drawn,
    "the tab key reaches every figure, the map and the scenario": tab_reaches_all,
    "every figure has its table, its units and its source": tables_behind_charts,
    "claims can be filtered by verdict and domain": filters_claims,
    "an address leads to a claim and a scenario": deep_links,
    "paper shows every chart in paper colours, with its table": prints,
    "no number of a table has more than four significant digits": numbers_are_modest,
  };
  return Object.entries(tests).map(([sentence, check]) => [
    sentence,
    (open) => check(open, report),
  ]);
}
