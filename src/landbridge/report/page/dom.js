// Building elements. Text always goes in as text: nothing from the model is ever parsed as HTML.

const svg_namespace = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** An HTML element: h("p", {class: "why"}, "text", child). */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(svg_namespace, tag), attributes, children);
}

/** A name that is safe and stable as an element id. */
export function slug(text) {
  return String(text).replace(/[^\p{L}\p{N}_.-]+/gu, "-");
}

/** An address that a reader may follow, or null: only http and https become links. */
export function safe_address(address) {
  try {
    const parsed = new URL(String(address));
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

export const as_list = (value) =>
  value === null || value === undefined || value === ""
    ? []
    : Array.isArray(value)
      ? value.filter((v) => v !== null && v !== "")
      : [value];
