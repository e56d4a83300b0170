// The colours of the charts, read from the style sheet: light, dark and print have one place.

const names = [
  "ink",
  "quiet",
  "faint",
  "page",
  "accent",
  "ground",
  "series-1",
  "series-2",
  "series-3",
  "series-4",
  "series-5",
  "series-6",
  "zone",
  "gap",
];

// Differ in lightness and in dash, so that they stay apart in grey.
export const dashes = ["solid", [7, 4], [2, 3], [10, 3, 2, 3], [14, 4], [1, 4]];

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = Object.fromEntries(
    names.map((name) => [name.replace("-", "_"), style.getPropertyValue(`--${name}`).trim()]),
  );
  return {
    ...colour,
    series: [1, 2, 3, 4, 5, 6].map((i) => colour[`series_${i}`]),
    font: style.getPropertyValue("--sans").trim() || "sans-serif",
  };
}
