// What holds for every report, whatever it tells: run on the fixture and on a finished report.

import assert from "node:assert/strict";
import path from "node:path";

const bytes_max = 3_000_000;
const ready_ms_max = 1000;

const views = [1440, 390].flatMap((width) =>
  ["light", "dark"].map((scheme) => ({ width, scheme })),
);

/** Scrolls through the whole page, so that everything that waits for the reader is drawn. */
export async function scroll_through(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    await page.evaluate((top) => scrollTo(0, top), y);
    await page.waitForTimeout(40);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(150);
}

async function look(open, report, view, out) {
  const { page, complaints, requests, close } = await open(report.url, view);
  await page.waitForSelector("html[data-ready=true]", { timeout: 10_000 });
  await scroll_through(page);
  const seen = await page.evaluate(() => ({
    cards: document.querySelectorAll(".card").length,
    words: [...document.querySelectorAll(".card .verdict strong")].map((e) => e.textContent),
    links: document.querySelectorAll("svg.map .link .line").length,
    figures: document.querySelectorAll("figure.figure").length,
    charts: [...document.querySelectorAll("figure.figure .chart")].map(
      (e) => e.querySelectorAll("svg path").length,
    ),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    background: getComputedStyle(document.body).backgroundColor,
    unnamed: [
      ...document.querySelectorAll("button, a[href], select, [role=img], [role=group]"),
    ].filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length))
      .length,
  }));
  const name = `${report.name.replace(/ /g, "_")}_${view.width}_${view.scheme}.png`;
  await page.screenshot({ path: path.join(out, name), fullPage: true });
  await close();
  return { seen, complaints, requests };
}

function view_test(report, view, out) {
  const place = `${report.name} at ${view.width} px, ${view.scheme}`;
  const title = `${place}: claims, map and charts are drawn, quietly`;
  return [
    title,
    async (open) => {
      const { seen, complaints, requests } = await look(open, report, view, out);
      assert.deepEqual(complaints, [], "the console has complaints");
      assert.deepEqual(requests, [report.url], "something was asked for beside the file itself");
      assert.equal(seen.cards, report.model.claims.length);
      for (const word of seen.words) assert.match(word, /^(Holds|Depends|Fails|Not testable)$/);
      assert.ok(seen.links > 0, "the map has no links");
      assert.ok(seen.charts.length > 0, "no figure has a chart");
      for (const paths of seen.charts) assert.ok(paths > 3, `a chart has only ${paths} paths`);
      assert.ok(seen.wide <= 0, `the page is ${seen.wide} px wider than the window`);
      assert.equal(seen.unnamed, 0, "a control or picture has no name");
      const is_dark = seen.background
        .match(/\d+/g)
        .slice(0, 3)
        .map(Number)
        .every((c) => c < 80);
      assert.equal(is_dark, view.scheme === "dark", `background is ${seen.background}`);
    },
  ];
}

/** Until the page is built [ms]: by the clock, and the main thread's own work, which a busy machine
 *  does not stretch. */
async function time_to_use(open, report) {
  let session = null;
  const before = async (page) => {
    session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
  };
  const { page, close } = await open(report.url, { before });
  await page.waitForSelector("html[data-ready=true]");
  const { metrics } = await session.send("Performance.getMetrics");
  const wall_ms = await page.evaluate(
    () => performance.timing.domInteractive - performance.timing.navigationStart,
  );
  await close();
  return { wall_ms, work_ms: 1000 * metrics.find((m) => m.name === "TaskDuration").value };
}

export function page_tests(report, out) {
  return [
    ...views.map((view) => view_test(report, view, out)),
    [
      `${report.name}: the file is under 3 MB`,
      async () => assert.ok(report.size < bytes_max, `${report.size} bytes`),
    ],
    [
      `${report.name}: a reader can use it within a second`,
      async (open) => {
        const times = [];
        for (let attempt = 0; attempt < 5; attempt += 1)
          times.push(await time_to_use(open, report));
        const wall = times.map((t) => t.wall_ms.toFixed(0));
        const work = times.map((t) => t.work_ms.toFixed(0));
        console.log(
          `        ready after ${wall.join(", ")} ms; main thread busy for ${work.join(", ")} ms`,
        );
        assert.ok(Math.min(...wall, ...work) < ready_ms_max, `${wall} ms`);
      },
    ],
    [
      `${report.name}: without script the claims are there as text`,
      async (open) => {
        const { page, close } = await open(report.url, { script: false });
        const text = await page
          .evaluate(() => document.body.innerText)
          .catch(() => page.innerText("body"));
        for (const claim of report.model.claims) assert.ok(text.includes(claim.text), claim.id);
        assert.match(text, /Maps, figures and tables need JavaScript/);
        await close();
      },
    ],
  ];
}
