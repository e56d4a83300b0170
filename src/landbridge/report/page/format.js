// Numbers and units as a reader wants them: at most four significant digits, thin spaces between
// thousands from 10 000 on (so that years stay years), a real minus sign, exponents as powers.

const thin_space = "\u202f";
const minus = "\u2212";
export const unknown = "–";

const superscripts = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

export const is_number = (value) => typeof value === "number" && Number.isFinite(value);

function group(digits) {
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, thin_space);
}

function grouped(text) {
  const [whole, fraction] = text.replace("-", "").split(".");
  const sign = text.startsWith("-") && Number(text) !== 0 ? minus : "";
  return sign + group(whole) + (fraction ? `.${fraction}` : "");
}

function power_of_ten(value) {
  const [mantissa, exponent] = value.toExponential(2).split("e");
  const raised = String(Number(exponent)).replace(/./g, (c) => superscripts[c] ?? c);
  const shown = Number(mantissa).toString().replace("-", minus);
  return `${shown} × 10${raised}`;
}

/** One number alone: 51237 -> "51 240", 0.5 -> "0.5", 3.1e-11 -> "3.1 × 10⁻¹¹". */
export function number(value) {
  if (typeof value === "string") return value;
  if (!is_number(value)) return unknown;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return power_of_ten(value);
  const rounded = Number(value.toPrecision(4));
  if (Math.abs(rounded) >= 1000) return grouped(rounded.toFixed(0));
  return grouped(String(rounded));
}

/** Digits behind the point that suit a whole column: four significant in its largest value. */
export function decimals_of(values) {
  const finite = values.filter(is_number);
  const largest = Math.max(0, ...finite.map(Math.abs));
  const most = largest === 0 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(largest))));
  for (let digits = 0; digits < most; digits += 1) {
    const half_step = 0.5 * 10 ** -most;
    if (finite.every((v) => Math.abs(Number(v.toFixed(digits)) - v) < half_step)) return digits;
  }
  return most;
}

/** A number with a column's digits; a value that would vanish keeps its own. */
export function aligned(value, decimals) {
  if (!is_number(value)) return typeof value === "string" ? value : unknown;
  const size = Math.abs(value);
  if (size !== 0 && (size < 10 ** -decimals || size >= 1e9)) return number(value);
  if (size >= 10000) return number(value);
  return grouped(value.toFixed(decimals));
}

/** 0.83 -> "83 %"; small shares are not rounded to nothing. */
export function percent(share) {
  if (!is_number(share)) return unknown;
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share < 1 && share > 0.99) return "> 99 %";
  return `${grouped((100 * share).toFixed(0))}${thin_space}%`;
}

/** "bcm_20C/yr" -> "bcm/yr at 20 °C", "USD/1000m3" -> "USD/1000 m³". */
export function unit(text) {
  if (text === null || text === undefined || text === "1") return "";
  let shown = String(text);
  const state = shown.match(/_(\d+)C(?![A-Za-z0-9])/);
  if (state) shown = `${shown.replace(state[0], "")} at ${state[1]}${thin_space}°C`;
  return shown
    .replace(/(\d)(m[23]?)\b/g, `$1${thin_space}$2`)
    .replace(/m3\b/g, "m³")
    .replace(/m2\b/g, "m²")
    .replace(/\bdegC\b/g, "°C")
    .replace(/_per_/g, "/");
}

/** A name of the model as words: "not_testable" -> "not testable". */
export const words = (text) => String(text ?? "").replace(/_/g, " ");

/** "51 bcm/yr at 20 °C"; a pure number stays alone. */
export function with_unit(value, unit_text) {
  const shown = unit(unit_text);
  const figure = unit_text === "1" || shown === "" ? number(value) : `${number(value)} ${shown}`;
  return unit_text === "%" ? `${number(value)}${thin_space}%` : figure;
}

/** "Pressure [bar]": an axis or a column never goes without its unit. */
export function name_with_unit(name, unit_text) {
  const shown = unit(unit_text);
  return shown === "" || shown === "1" ? (name ?? "") : `${name ?? ""} [${shown}]`;
}

/** Round steps for an axis: limits and the ticks between them. */
export function nice_axis(low, high, wanted = 5, keep_zero = false) {
  let from = keep_zero ? Math.min(0, low) : low;
  let to = keep_zero ? Math.max(0, high) : high;
  if (!(to > from)) {
    const size = Math.abs(to) || 1;
    [from, to] = [from - 0.5 * size, to + 0.5 * size];
  }
  const raw = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10]
    .map((m) => m * power)
    .find((candidate) => candidate >= raw * 0.999);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const ticks = [];
  for (let i = first; i <= last; i += 1) ticks.push(Number((i * step).toPrecision(12)));
  return { low: ticks[0], high: ticks[ticks.length - 1], step, ticks };
}
