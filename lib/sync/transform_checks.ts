import pl from "nodejs-polars";
import { DataError, PennyError, plural } from "../base/mod.ts";
import {
  emptyFrame,
  type Frame,
  type FrameColumn,
  frameColumns,
  frameToCsv,
  isFrame,
} from "../frames/mod.ts";

/** What a notebook does to the rows of one company. */
export type Transform = (frame: Frame) => Frame;

/** A transform that breaks a promise; the text names rows by their key. */
export class TransformError extends DataError {}

const YEAR_MS = 366 * 86_400_000;

const OTHER_ROWS =
  "elle trie, cumule ou regarde d'autres lignes : transformez chaque ligne seule, " +
  "ou passez { whole: true } à publish";

/** Rows that the check runs the transform on. */
export const SAMPLE_ROWS = 2_000;

/**
 * Runs a transform and checks what it gives: a frame that keeps the key, with each key once and none that did not go in.
 *
 * @param frame Rows of one company.
 * @param transform The user's.
 * @param key Columns that name a row.
 * @returns What the transform gave.
 * @throws {TransformError} The transform threw, lost or changed the key, or repeated a row.
 */
export function applyTransform(frame: Frame, transform: Transform, key: readonly string[]): Frame {
  const result = run(frame, transform);
  refuseLostKey(frame, result, key);
  refuseForeignKeys(frame, result, key);
  return result;
}

/**
 * Checks that a transform treats each row alone: run on a sample whole, in unequal parts, and with the clock a year on,
 * it must give the same rows in the same order.
 *
 * @param sample Rows of one company.
 * @param transform The user's.
 * @param key Columns that name a row.
 * @returns What the transform gives for the sample.
 * @throws {TransformError} It sorts, aggregates, looks at other rows or at the date of today.
 */
export function checkRowWise(sample: Frame, transform: Transform, key: readonly string[]): Frame {
  const whole = applyTransform(sample, transform, key);
  frameColumns(whole); // A type that the base cannot hold is told first.
  if (sample.height === 0) return whole;
  const expected = records(whole);
  const other = { key, names: whole.columns, remedy: OTHER_ROWS };
  const inParts = parts(sample).flatMap((part) => records(applyTransform(part, transform, key)));
  compare(expected, inParts, "appliquée par morceaux, elle donne d'autres lignes", other);
  const backwards = reversed(applyTransform(reversed(sample), transform, key));
  compare(
    expected,
    records(backwards),
    "appliquée dans l'autre sens, elle donne un autre ordre",
    other,
  );
  const later = withClockAYearOn(() => applyTransform(sample, transform, key));
  compare(expected, records(later), "dans un an, elle donnerait d'autres lignes", {
    ...other,
    remedy: "ce qui dépend de la date du jour ne se stocke pas : calculez-le à l'affichage",
  });
  return whole;
}

/**
 * The columns and types that a transform gives, told by rows or, without any, by the empty frame.
 *
 * @param columns Of the domain.
 * @param transform The user's.
 * @param key Columns that name a row.
 * @returns A frame without rows.
 * @throws {TransformError} The transform throws on an empty frame, or loses the key.
 */
export function emptyResult(
  columns: readonly FrameColumn[],
  transform: Transform,
  key: readonly string[],
): Frame {
  return applyTransform(emptyFrame(columns), transform, key);
}

function run(frame: Frame, transform: Transform): Frame {
  let result: unknown;
  try {
    result = transform(frame);
  } catch (error) {
    // Penny's own errors have their remedy already.
    if (error instanceof PennyError) throw new TransformError(error.message, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new TransformError(
      `Impossible d'appliquer la transformation : ${reason} ; corrigez la cellule de transformation`,
      { cause: error },
    );
  }
  if (isFrame(result)) return result;
  throw new TransformError(
    "Impossible d'appliquer la transformation : elle ne rend pas un tableau ; terminez-la par le tableau à publier",
  );
}

function refuseLostKey(before: Frame, after: Frame, key: readonly string[]): void {
  const type = (frame: Frame, name: string) => frame.getColumn(name).dtype.toString();
  const lost = key.filter((name) => !after.columns.includes(name));
  const retyped = key.filter((name) =>
    !lost.includes(name) && type(before, name) !== type(after, name)
  );
  if (lost.length + retyped.length === 0) return;
  const state = lost.length > 0
    ? `la clé n'est plus dans le résultat (${lost.join(", ")})`
    : `la clé a changé de type (${retyped.join(", ")})`;
  throw new TransformError(
    `Impossible d'appliquer la transformation : ${state} ; gardez ces colonnes telles quelles`,
  );
}

function refuseForeignKeys(before: Frame, after: Frame, key: readonly string[]): void {
  const keys = after.select(...key);
  const repeated = after.height - keys.unique({ maintainOrder: true }).height;
  if (repeated > 0) {
    throw new TransformError(
      `Impossible d'appliquer la transformation : ${
        plural(repeated, "ligne")
      } en trop avec la même ` +
        `clé (${key.join(", ")}) ; ` +
        "une ligne entre, une ligne sort au plus",
    );
  }
  const foreign = keys.join(before.select(...key), { on: [...key], how: "anti" });
  if (foreign.height > 0) {
    throw new TransformError(
      `Impossible d'appliquer la transformation : ${
        plural(foreign.height, "clé changée", "clés changées")
      }, par exemple ` +
        `${records(foreign.head(1))[0]} ; ` +
        `gardez les colonnes ${key.join(", ")} telles quelles`,
    );
  }
}

function reversed(frame: Frame): Frame {
  return frame.select(pl.all().reverse());
}

/** Unequal parts: 1, 2, 5, 14… rows. */
function parts(frame: Frame): Frame[] {
  const result: Frame[] = [];
  for (let start = 0, size = 1; start < frame.height; start += size, size = size * 3 - 1) {
    result.push(frame.slice(start, Math.min(size, frame.height - start)));
  }
  return result;
}

/** Lines of CSV; a record with a line break inside counts as several, in the same way on both sides. */
function records(frame: Frame): string[] {
  const text = frameToCsv(frame, { header: false }).toString();
  return text === "" ? [] : text.slice(0, -1).split("\n");
}

function compare(
  expected: readonly string[],
  actual: readonly string[],
  state: string,
  { key, names, remedy }: { key: readonly string[]; names: readonly string[]; remedy: string },
): void {
  if (expected.length === actual.length && expected.every((line, i) => line === actual[i])) return;
  const known = new Set(expected);
  const differing = actual.find((line) => !known.has(line)) ??
    expected.find((line, i) => line !== actual[i]);
  const shown = (differing ?? "").split(",").slice(0, 8).join(",");
  throw new TransformError(
    `Impossible de publier cette transformation : ${state}, par exemple « ${shown} » ` +
      `(${names.slice(0, 8).join(", ")}) ; ${remedy} (clé : ${key.join(", ")})`,
  );
}

/** Runs something while `Date` says that it is a year later. */
function withClockAYearOn<T>(work: () => T): T {
  const RealDate = Date;
  const now = () => RealDate.now() + YEAR_MS;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => name === "now" ? now : Reflect.get(target, name, receiver),
  });
  try {
    return work();
  } finally {
    globalThis.Date = RealDate;
  }
}
