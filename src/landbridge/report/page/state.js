// What the reader has chosen: the scenario. It lives in the address, so that a link carries it:
// #claim-final-50&scenario=final-stage

const listeners = [];
let scenario = null;
let known = [];

/** "#a&scenario=b" -> {anchor: "a", scenario: "b"}. */
export function parse_hash(hash) {
  const found = { anchor: null, scenario: null };
  for (const part of hash.replace(/^#/, "").split("&")) {
    let text = part;
    try {
      text = decodeURIComponent(part);
    } catch {
      // not percent-encoded: taken as it stands
    }
    if (text.startsWith("scenario=")) found.scenario = text.slice("scenario=".length);
    else if (text !== "") found.anchor = text;
  }
  return found;
}

export function hash_of(anchor, scenario_id) {
  const parts = [];
  if (anchor) parts.push(encodeURIComponent(anchor));
  if (scenario_id) parts.push(`scenario=${encodeURIComponent(scenario_id)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

export function start_state(scenario_ids, hash) {
  known = scenario_ids;
  const asked = parse_hash(hash).scenario;
  scenario = known.includes(asked) ? asked : (known[0] ?? null);
}

export const current_scenario = () => scenario;

/** Calls `listener(scenario_id)` now and after every change. */
export function on_scenario(listener) {
  listeners.push(listener);
  listener(scenario);
}

export function choose_scenario(id, anchor = null) {
  if (!known.includes(id)) return;
  const changed = id !== scenario;
  scenario = id;
  history.replaceState(null, "", hash_of(anchor ?? parse_hash(location.hash).anchor, id));
  if (changed) for (const listener of listeners) listener(id);
}
