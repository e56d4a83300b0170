// What a screen reader hears, and keys that walk through a set of things.

import { h } from "./dom.js";

let region = null;

/** The one polite live region of the page. */
export function live_region() {
  region ??= h("div", {
    class: "visually-hidden",
    "aria-live": "polite",
    role: "status",
    id: "live",
  });
  return region;
}

/** Says a sentence without moving the focus. */
export function announce(sentence) {
  live_region().textContent = sentence;
}

const forward = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** One tab stop for a group of elements; arrow keys, Home and End move inside it. */
export function rove(items) {
  items.forEach((item, index) => {
    item.setAttribute("tabindex", index === 0 ? "0" : "-1");
    item.addEventListener("keydown", (event) => {
      let next = null;
      if (event.key in forward) next = (index + forward[event.key] + items.length) % items.length;
      if (event.key === "Home") next = 0;
      if (event.key === "End") next = items.length - 1;
      if (next === null) return;
      event.preventDefault();
      for (const other of items) other.setAttribute("tabindex", other === items[next] ? "0" : "-1");
      items[next].focus();
    });
  });
}
