// SPDX-License-Identifier: Apache-2.0
//
// format.js: numbers and days as people read them. One kind of figure has one form everywhere.
const UNDEFINED_TEXT = "–";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_SECONDS = 86400;

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const formats = new Map();

// With thousands separators and a true minus sign.
function decimals(value, least, most = least) {
  if (!isNumber(value)) return UNDEFINED_TEXT;
  const key = least * 100 + most;
  if (!formats.has(key))
    formats.set(
      key,
      new Intl.NumberFormat("en-US", {minimumFractionDigits: least, maximumFractionDigits: most}),
    );
  const text = formats.get(key).format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
}

const signed = (text, value) =>
  isNumber(value) && value > 0 && /[1-9]/.test(text) ? "+" + text : text;

const ratio = (value) => decimals(value, 2);
const money = (value) => decimals(value, 2);
const wholeMoney = (value) => decimals(value, 0);
const count = (value) => decimals(value, 0);
const exact = (value) => decimals(value, 0, 8);
const percent = (value, digits = 2) =>
  isNumber(value) ? decimals(value * 100, digits) + "%" : UNDEFINED_TEXT;
const signedPercent = (value, digits = 2) => signed(percent(value, digits), value);

// 1.2k, 3.4M: for axes.
function compact(value) {
  const size = Math.abs(value);
  const units = [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ];
  for (const [unit, letter] of units)
    if (size >= unit) return decimals(value / unit, 0, 2) + letter;
  return decimals(value, 0, 2);
}

const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
const monthOf = (seconds) => day(seconds).slice(0, 7);
const time = (seconds) =>
  seconds % DAY_SECONDS === 0
    ? day(seconds)
    : new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
const plural = (number, one, many = one + "s") => count(number) + " " + (number === 1 ? one : many);
