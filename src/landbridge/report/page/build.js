// node build.js SOURCES NODE_MODULES OUT: bundles page.js and page.css, thins the outlines, and
// writes the hash that the page's security policy names.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { slim } from "./outlines.js";

const [sources, modules, out] = process.argv.slice(2).map((folder) => path.resolve(folder));
const require = createRequire(path.join(modules, "here.js"));
const { buildSync } = require("esbuild");

const common = {
  bundle: true,
  minify: true,
  legalComments: "eof",
  nodePaths: [modules],
  logLevel: "warning",
  charset: "utf8",
  target: ["es2022"],
};
mkdirSync(out, { recursive: true });
buildSync({
  ...common,
  entryPoints: [path.join(sources, "main.js")],
  format: "iife",
  outfile: path.join(out, "page.js"),
});
buildSync({
  ...common,
  entryPoints: [path.join(sources, "page.css")],
  outfile: path.join(out, "page.css"),
});

// A browser ends a script at "</script" and reads line ends as \n: so does what is hashed.
const script = readFileSync(path.join(out, "page.js"), "utf8")
  .replace(/\r\n?/g, "\n")
  .replace(/<\/script/gi, "<\\/script")
  .replace(/<!--/g, "<\\!--");
const hash = createHash("sha256").update(script, "utf8").digest("base64");
writeFileSync(path.join(out, "page.js"), script);
writeFileSync(path.join(out, "page.hash"), `sha256-${hash}`);
const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
const invisible_deg = 0.02; // a map 1,000 pixels wide of 20 degrees
writeFileSync(path.join(out, "atlas.json"), JSON.stringify(slim(atlas, invisible_deg)));
