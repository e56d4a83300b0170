// Sources are numbered in the order of the list at the end; a citation is a small link to its line.

import { as_list, h, safe_address, slug } from "./dom.js";

let numbers = new Map();
let sources = [];

export function start_citations(list) {
  sources = as_list(list);
  numbers = new Map(sources.map((source, index) => [source.key, index + 1]));
}

/** "[3] [7]", each a link; a key that the list does not know stays a word. */
export function cite(keys) {
  return as_list(keys).flatMap((key) => {
    const index = numbers.get(key);
    if (!index) return [" ", h("span", { class: "cite" }, key)];
    const source = sources[index - 1];
    return [
      " ",
      h(
        "a",
        {
          class: "cite",
          href: `#source-${slug(key)}`,
          title: [source.title, source.date].filter(Boolean).join(", "),
          "aria-label": `source ${index}: ${source.title ?? key}`,
        },
        `[${index}]`,
      ),
    ];
  });
}

/** "Source: …" for a figure or a table: titles where few, numbers where many. */
export function source_line(keys) {
  const list = as_list(keys);
  if (list.length === 0)
    return h("span", {}, "Source: computed by landbridge from the inputs of the study.");
  if (list.length > 2) return h("span", {}, "Sources:", cite(list));
  const titles = list.flatMap((key, index) => {
    const source = sources[(numbers.get(key) ?? 0) - 1];
    return [index ? "; " : "", source?.title ?? key, source ? cite(key) : ""];
  });
  return h("span", {}, list.length > 1 ? "Sources: " : "Source: ", titles);
}

export function source_list() {
  return h(
    "ol",
    { class: "sources" },
    sources.map((source) => {
      const address = safe_address(source.url);
      const title = source.title || source.key;
      return h(
        "li",
        { id: `source-${slug(source.key)}` },
        address ? h("a", { href: address, rel: "noopener noreferrer" }, title) : title,
        source.date ? h("span", { class: "quiet" }, ` ${source.date}`) : null,
        h("code", { class: "quiet key" }, source.key),
      );
    }),
  );
}
