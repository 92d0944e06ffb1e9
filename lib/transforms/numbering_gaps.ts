import { frameFromRows, textColumns } from "../frames/mod.ts";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/** What stands before the last digits, and those digits. */
const NUMBER = /^(.*?)(\d{1,15})(\D*)$/;

/** One document number of a series. */
interface Numbered {
  readonly value: number;
  readonly text: string;
}

/**
 * The numbers that are missing inside each numbering series (CGI, annexe II, article 242 nonies A: unique, continuous;
 * distinct series are lawful), for a display.
 *
 * A series is what stands around the last digits: `FA-2026-` and `AV-2026-` are two. In: `number` text. Out: one row per
 * gap, by series and number: `serie` text, `apres` and `avant` text (the numbers on both sides), `manquants` 64-bit
 * integer. Null and numbers without a digit are left out; repeated numbers make no gap. What comes before the first or
 * after the last number is not known to be missing. An empty frame gives no row.
 *
 * ```text
 * numberingGaps(invoices, "invoice_number")
 * serie      apres          avant          manquants
 * FA-2026-   FA-2026-0003   FA-2026-0006           2
 * ```
 *
 * @param frame Documents that were issued; drafts have no number.
 * @param number Name of the column of numbers.
 * @returns A new frame.
 * @throws {DataError} The column is missing.
 */
export function numberingGaps(frame: Frame, number: string): Frame {
  requireColumns(frame, [number], "manquants");
  const [texts = []] = textColumns(frame.select(number));
  const rows = [...seriesOf(texts)].sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([series, numbers]) => gapsOf(numbers).map((gap) => [series, ...gap]));
  return frameFromRows(rows, [
    { name: "serie", type: "text" },
    { name: "apres", type: "text" },
    { name: "avant", type: "text" },
    { name: "manquants", type: "bigint" },
  ]);
}

function seriesOf(texts: readonly (string | null)[]): Map<string, Numbered[]> {
  const series = new Map<string, Numbered[]>();
  for (const text of texts) {
    const [, before, digits, after] = NUMBER.exec(text ?? "") ?? [];
    if (text === null || digits === undefined) continue;
    const name = after === "" ? before! : `${before}…${after}`;
    const numbers = series.get(name) ?? [];
    numbers.push({ value: Number(digits), text });
    series.set(name, numbers);
  }
  return series;
}

function gapsOf(numbers: Numbered[]): [after: string, before: string, missing: string][] {
  const sorted = numbers.toSorted((a, b) => a.value - b.value);
  return sorted.slice(1).flatMap((one, index) => {
    const previous = sorted[index]!;
    const missing = one.value - previous.value - 1;
    return missing > 0 ? [[previous.text, one.text, String(missing)]] : [];
  });
}
