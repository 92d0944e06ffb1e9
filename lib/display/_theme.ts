import { NBSP } from "../base/mod.ts";
import { formatDecimal } from "./format_decimal.ts";

/** Colours of series, told apart by people who confuse red and green; 3:1 at least on white and on #1e1e1e. */
export const PALETTE = [
  "#4281c4",
  "#c87a12",
  "#2c9571",
  "#a86bc4",
  "#d0585c",
  "#7f8794",
  "#94852a",
] as const;

/** Colour of bars below zero. */
export const NEGATIVE = "#c87a12";

/** Dash patterns of lines, so that series are told apart without colour. */
export const DASHES = ["none", "7,4", "2,3", "9,3,2,3", "4,2", "1,4", "12,4"] as const;

/** Width of a character at 12 px, a little generous: fonts differ from one machine to the next. */
const CHARACTER_PX = 7.5;

/** About how wide a text is, in pixels. */
export function textWidth(text: string): number {
  return [...text].length * CHARACTER_PX;
}

/** A text cut to a number of characters. */
export function cutText(text: string, max: number): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, " ")];
  return characters.length <= max
    ? characters.join("")
    : characters.slice(0, max - 1).join("").trimEnd() + "…";
}

/** How an axis writes its values. */
export interface AxisUnit {
  /** Title of the axis; null where each tick carries the unit. */
  readonly label: string | null;
  /** Text of a tick. */
  readonly format: (value: number) => string;
}

const STEPS: readonly (readonly [from: number, divisor: number, prefix: string])[] = [
  [2_000_000, 1_000_000, "M"],
  [10_000, 1_000, "k"],
  [0, 1, ""],
];

/** Euros become k€ or M€ where values are large and stand at each tick; longer units stand once, over the axis. */
export function axisUnit(values: readonly number[], unit: string): AxisUnit {
  const largest = Math.max(0, ...values.map(Math.abs));
  const [, divisor, prefix] = unit === "€" ? STEPS.find(([from]) => largest >= from)! : STEPS[2]!;
  const numbers = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });
  const suffix = unit === "€" || unit === "%" ? `${NBSP}${prefix}${unit}` : "";
  return {
    label: suffix ? null : unit,
    format: (value) =>
      value === 0
        ? "0"
        : numbers.format(value / divisor).replaceAll("\u202f", NBSP).replace("\u2212", "-") +
          suffix,
  };
}

/** Euros have cents, even if they are zero; other units have digits where the value has. */
function cents(exact: string, unit: string): number {
  return unit === "€" || exact.includes(".") ? 2 : 0;
}

/** A value with its unit, exact; whole units from 1,000 on, where cents only blur. */
export function valueLabel(exact: string, unit: string): string {
  const large = exact.replace("-", "").split(".")[0]!.length > 3;
  const digits = large ? { maxScale: 0 } : { scale: cents(exact, unit), maxScale: 2 };
  const text = formatDecimal(exact, digits);
  return unit ? `${text}${NBSP}${unit}` : text;
}

/** A value with its unit, to the last digit. */
export function exactLabel(exact: string, unit: string): string {
  const text = formatDecimal(exact, { scale: cents(exact, unit) });
  return unit ? `${text}${NBSP}${unit}` : text;
}

const MONTHS = "janv.,févr.,mars,avr.,mai,juin,juil.,août,sept.,oct.,nov.,déc.".split(",");

/** `2026-10` as « oct. 2026 ». */
export function monthName(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;
}

/** A tick of a month axis: the month, over its year where it begins or where the axis does. */
export function monthTick(month: string, first: boolean): string {
  const name = MONTHS[Number(month.slice(5, 7)) - 1]!;
  return first || month.endsWith("-01") ? `${name}\n${month.slice(0, 4)}` : name;
}
