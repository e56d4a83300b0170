import assert from "node:assert/strict";
import test from "node:test";
import {
  aligned,
  decimals_of,
  name_with_unit,
  nice_axis,
  number,
  percent,
  unit,
  with_unit,
} from "./format.js";

test("a number keeps at most four significant digits", () => {
  assert.equal(number(51237), "51\u202f240");
  assert.equal(number(1234567), "1\u202f235\u202f000");
  assert.equal(number(3.14159), "3.142");
  assert.equal(number(0.5), "0.5");
  assert.equal(number(999.96), "1000");
});

test("years and four digits have no thin space", () => {
  assert.equal(number(2025), "2025");
  assert.equal(number(9999.6), "10\u202f000");
});

test("very small and very large numbers are powers of ten", () => {
  assert.equal(number(3.14e-11), "3.14 × 10⁻¹¹");
  assert.equal(number(-2e12), "\u22122 × 10¹²");
});

test("nothing that is not a finite number is shown as one", () => {
  for (const value of [null, undefined, NaN, Infinity]) assert.equal(number(value), "–");
  assert.equal(number("text"), "text");
});

test("a negative zero has no sign", () => {
  assert.equal(number(-0), "0");
  assert.equal(aligned(-0.0001, 2), "\u22121 × 10⁻⁴");
});

test("a column has the digits that its largest value needs, and no more than are used", () => {
  assert.equal(decimals_of([1.5, 22.25, 100]), 1);
  assert.equal(decimals_of([38, 44, 49]), 0);
  assert.equal(decimals_of([0.5, 0.25]), 2);
  assert.equal(decimals_of([null, NaN]), 0);
  assert.equal(aligned(1.5, 1), "1.5");
  assert.equal(aligned(44, 1), "44.0");
});

test("a value that a column's digits would hide keeps its own", () => {
  assert.equal(aligned(0.0123, 1), "0.0123");
  assert.equal(aligned(51237, 0), "51\u202f240");
});

test("a share of less than one draw in a hundred is not zero", () => {
  assert.equal(percent(0.004), "< 1 %");
  assert.equal(percent(0.9999), "> 99 %");
  assert.equal(percent(1), "100\u202f%");
  assert.equal(percent(0), "0\u202f%");
  assert.equal(percent(null), "–");
});

test("a unit says its reference state in words", () => {
  assert.equal(unit("bcm_20C/yr"), "bcm/yr at 20\u202f°C");
  assert.equal(unit("bcm_0C"), "bcm at 0\u202f°C");
  assert.equal(unit("USD/1000m3"), "USD/1000\u202fm³");
  assert.equal(unit(null), "");
});

test("a pure number has no unit, an axis with one names it", () => {
  assert.equal(with_unit(0.97, "1"), "0.97");
  assert.equal(unit("1"), "");
  assert.equal(with_unit(5, "%"), "5\u202f%");
  assert.equal(name_with_unit("Pressure", "bar"), "Pressure [bar]");
  assert.equal(name_with_unit("Month", ""), "Month");
});

test("an axis covers its values with round steps", () => {
  for (const [low, high] of [
    [0, 1],
    [37.2, 55.3],
    [-48, 112],
    [5, 5],
    [0, 0],
    [1e-6, 3e-6],
    [-3e7, -1e7],
  ]) {
    const axis = nice_axis(low, high);
    assert.ok(axis.low <= low && axis.high >= high, `${low} to ${high}`);
    assert.ok(axis.ticks.length >= 2 && axis.ticks.length <= 12);
    assert.ok(Math.abs(axis.ticks[1] - axis.ticks[0] - axis.step) < 1e-9 * axis.step);
  }
});
