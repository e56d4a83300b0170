import assert from "node:assert/strict";
import test from "node:test";
import {
  choose_scenario,
  current_scenario,
  hash_of,
  on_scenario,
  parse_hash,
  start_state,
} from "./state.js";

test("an address is read back as it was written, whatever the ids hold", () => {
  for (const [anchor, scenario] of [
    ["claim-a", "today"],
    ["claim-ä b", "x&y=z"],
    [null, "today"],
    ["claim-a", null],
  ])
    assert.deepEqual(parse_hash(hash_of(anchor, scenario)), { anchor, scenario });
});

test("an address that is no percent code is taken as it stands", () => {
  assert.deepEqual(parse_hash("#claim-100%"), { anchor: "claim-100%", scenario: null });
});

test("an unknown scenario gives the first; a choice tells every listener once", () => {
  globalThis.history = { replaceState: () => {} };
  globalThis.location = { hash: "" };
  start_state(["a", "b"], "#scenario=nowhere");
  assert.equal(current_scenario(), "a");
  const told = [];
  on_scenario((id) => told.push(id));
  choose_scenario("b");
  choose_scenario("b");
  choose_scenario("nowhere");
  assert.deepEqual(told, ["a", "b"]);
});
