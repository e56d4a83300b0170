// node run.js --modules NODE_MODULES --out FOLDER (--render PROGRAM | --report FILE)
// Opens reports in headless Chromium and looks at them: with --render the fixture and hostile
// versions of it, with --report one finished report. CHROMIUM names another browser program.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fixture_tests } from "./fixture_tests.js";
import { hostile_tests } from "./hostile_tests.js";
import { page_tests } from "./page_tests.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    render: { type: "string" },
    report: { type: "string" },
    modules: { type: "string" },
    out: { type: "string" },
  },
});
const browser_paths = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

function render(model, name) {
  const json = path.join(options.out, `${name}.json`);
  const html = path.resolve(options.out, `${name}.html`);
  writeFileSync(json, JSON.stringify(model));
  execFileSync(options.render, [json, html, model.study?.title ?? name]);
  return { name, path: html, url: `file://${html}`, size: statSync(html).size, model };
}

function finished_report(file) {
  const html = readFileSync(file, "utf8");
  const block = html.match(/<script type="application\/json" id="report">([^]*?)<\/script>/);
  return {
    name: "finished report",
    path: file,
    url: `file://${path.resolve(file)}`,
    size: statSync(file).size,
    model: JSON.parse(block[1]),
  };
}

/** A page that remembers every complaint and every address it asked for. */
function opener(browser) {
  return async (
    url,
    { width = 1440, height = 900, scheme = "light", script = true, before = null } = {},
  ) => {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      javaScriptEnabled: script,
      offline: true,
    });
    const page = await context.newPage();
    const complaints = [];
    const requests = [];
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("request", (request) => requests.push(request.url()));
    if (before) await before(page);
    await page.goto(url);
    return { page, complaints, requests, close: () => context.close() };
  };
}

const executablePath = browser_paths.find((candidate) => candidate && existsSync(candidate));
if (!executablePath) {
  console.log("SKIPPED: no Chromium on this machine (set CHROMIUM)");
  process.exit(77);
}
const { chromium } = createRequire(path.join(path.resolve(options.modules), "here.js"))(
  "playwright-core",
);
mkdirSync(options.out, { recursive: true });
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
  ],
});
const open = opener(browser);

function fixture_and_hostile_tests() {
  const model = JSON.parse(readFileSync(path.join(here, "fixture.json"), "utf8"));
  const fixture = render(model, "fixture");
  return [
    ...page_tests(fixture, options.out),
    ...fixture_tests(fixture),
    ...hostile_tests((changed, name) => render(changed, name), model),
  ];
}

const tests = options.report
  ? page_tests(finished_report(options.report), options.out)
  : fixture_and_hostile_tests();
let failed = 0;
for (const [sentence, check] of tests) {
  try {
    await check(open);
    console.log(`ok      ${sentence}`);
  } catch (error) {
    failed += 1;
    console.log(
      `FAILED  ${sentence}\n        ` +
        String(error.message).slice(0, 1500).replace(/\n/g, "\n        "),
    );
  }
}
await browser.close();
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
