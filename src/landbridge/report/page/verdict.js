// The four verdicts: a word, an icon and a colour, never a colour alone.

import { s } from "./dom.js";

export const verdicts = [
  { id: "holds", word: "Holds", meaning: "true in at least 95 % of the draws" },
  { id: "depends", word: "Depends", meaning: "true in a part of the stated ranges" },
  { id: "fails", word: "Fails", meaning: "false in at least 95 % of the draws" },
  { id: "not_testable", word: "Not testable", meaning: "the model cannot say, and says why" },
];

export function verdict_of(id) {
  return verdicts.find((v) => v.id === id) ?? verdicts[3];
}

const strokes = {
  holds: ["M6.2 10.4 9 13.1 14 7.2"],
  fails: ["M7 7 13 13", "M13 7 7 13"],
  not_testable: ["M8 8.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4", "M10 13.7v.2"],
};

/** Tick, cross, half-filled circle or question mark in a circle. */
export function verdict_icon(id, size = 20) {
  const known = verdict_of(id).id;
  const icon = s("svg", {
    class: "icon",
    width: size,
    height: size,
    viewBox: "0 0 20 20",
    "aria-hidden": "true",
    focusable: "false",
  });
  const ring = {
    cx: 10,
    cy: 10,
    r: 8.2,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.7,
  };
  if (known === "not_testable") ring["stroke-dasharray"] = "2.6 2.2";
  icon.append(s("circle", ring));
  if (known === "depends")
    icon.append(s("path", { d: "M10 1.8a8.2 8.2 0 0 1 0 16.4z", fill: "currentColor" }));
  for (const d of strokes[known] ?? [])
    icon.append(
      s("path", {
        d,
        fill: "none",
        stroke: "currentColor",
        "stroke-width": 1.9,
        "stroke-linecap": "round",
        "stroke-linejoin": "round",
      }),
    );
  return icon;
}
