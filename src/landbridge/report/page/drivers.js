// Which inputs decide a claim: shares of the variance as bars.

import { h } from "./dom.js";
import { number, percent, unit } from "./format.js";

function range_words(driver) {
  if (typeof driver.low !== "number" || typeof driver.high !== "number") return "";
  const shown = driver.unit === "1" ? "" : ` ${unit(driver.unit)}`;
  return `${number(driver.low)} to ${number(driver.high)}${shown}`;
}

export function driver_list(drivers) {
  const sorted = [...(drivers ?? [])].sort((a, b) => (b.share ?? 0) - (a.share ?? 0)).slice(0, 6);
  return h(
    "ul",
    { class: "drivers" },
    sorted.map((driver) => {
      const bar = h("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${100 * Math.min(1, Math.max(0, driver.share ?? 0))}%`);
      return h(
        "li",
        {},
        h(
          "span",
          { class: "name" },
          driver.input,
          " ",
          h("span", { class: "quiet" }, range_words(driver)),
        ),
        bar,
        h("span", { class: "number" }, percent(driver.share)),
      );
    }),
  );
}
