import assert from "node:assert/strict";
import test from "node:test";
import { rows_for, spread } from "./chart_parts.js";
import { flow_scale, lay_out, use_class, width_of } from "./map_network.js";
import { figure_table } from "./tables.js";

test("words above lines never overlap in a row, or there is no answer", () => {
  const items = [10, 20, 30, 200].map((x) => ({ x, width: 40 }));
  const { placed, count } = rows_for(items, 3);
  assert.equal(count, 3);
  for (const a of placed)
    for (const b of placed) if (a !== b && a.row === b.row) assert.ok(Math.abs(a.x - b.x) >= 40);
  assert.equal(rows_for(items, 2), null);
});

test("labels in a margin keep their order and a gap", () => {
  const labels = spread([{ y: 50 }, { y: 52 }, { y: 48 }], 16, 0, 100);
  assert.deepEqual(
    labels.map((l) => l.y),
    [48, 64, 80],
  );
  assert.equal(spread([{ y: 1 }, { y: 2 }, { y: 3 }], 16, 0, 20), null);
});

test("width is proportional to flow on one scale for all scenarios", () => {
  const link = (value) => ({ flow: { value, unit: "t/d" } });
  const scale = flow_scale([{ map: { links: [link(10)] } }, { map: { links: [link(-40)] } }]);
  assert.ok(
    Math.abs(
      width_of({ value: 40, unit: "t/d" }, scale) / width_of({ value: 20, unit: "t/d" }, scale) - 2,
    ) < 1e-12,
  );
  assert.equal(
    width_of({ value: -40, unit: "t/d" }, scale),
    width_of({ value: 40, unit: "t/d" }, scale),
  );
});

test("a closed link is closed whatever its utilisation; above one is over the limit", () => {
  assert.equal(use_class({ is_closed: true, utilisation: 0.4 }), "closed");
  assert.equal(use_class({ utilisation: 1 }), "use-3");
  assert.equal(use_class({ utilisation: 1.01 }), "use-4");
  assert.equal(use_class({ utilisation: null }), "use-none");
});

test("two links between the same places lie beside each other, in both directions", () => {
  const nodes = new Map([
    ["a", { lon: 0, lat: 0 }],
    ["b", { lon: 100, lat: 0 }],
  ]);
  const scale = new Map([["t", 1]]);
  const links = [
    { from: "a", to: "b", flow: { value: 1, unit: "t" } },
    { from: "b", to: "a", flow: { value: 1, unit: "t" } },
  ];
  const [first, second] = lay_out(links, nodes, (p) => p, scale).map((one) => one.points[0][1]);
  assert.ok(Math.abs(first - second) >= 13, `${first} and ${second}`);
});

test("a link to an unknown place is left out of the drawing", () => {
  const nodes = new Map([["a", { lon: 0, lat: 0 }]]);
  assert.deepEqual(
    lay_out([{ from: "a", to: "nowhere" }], nodes, (p) => p, new Map()),
    [],
  );
});

test("the table of a figure joins series of different steps and keeps gaps", () => {
  const figure = {
    title: "t",
    kind: "lines",
    x: { label: "x", unit: "km" },
    y: { label: "y", unit: "bar" },
    series: [
      { name: "a", x: [0, 2], y: [1, 3] },
      { name: "b", x: [1, 2], y: [5, 6], low: [4, 5], high: [6, 7] },
    ],
  };
  const { columns, rows } = figure_table(figure);
  assert.deepEqual(
    columns.map((c) => c.name),
    ["x", "a", "b, low", "b, best", "b, high"],
  );
  assert.deepEqual(rows, [
    [0, 1, null, null, null],
    [1, null, 4, 5, 6],
    [2, 3, 5, 6, 7],
  ]);
});
