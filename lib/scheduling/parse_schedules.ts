import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { nearestName, plural, UsageError } from "../base/mod.ts";
import type { ScheduleSettings } from "../config/mod.ts";
import { type ScheduleFields, SCHEDULES_FILE } from "./_schedule_fields.ts";
import type { Schedule } from "./schedule.ts";

/** What a reader of the file needs beside its text. */
export interface ParseSchedulesOptions {
  /** Time zone of all, and policy of those that name none. */
  readonly settings: ScheduleSettings;
  /** Judges the names of notebooks; answers why they are wrong. @default all are right */
  readonly notebookFault?: (names: readonly string[]) => string | null;
}

/** One thing that is wrong, and where. */
interface Fault {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

const KEYS = [
  "planifications",
  "nom",
  "quand",
  "plusSouvent",
  "du",
  "au",
  "carnets",
  "societes",
  "parametres",
  "priorite",
  "rattrapage",
  "active",
];
const MOST_FAULTS = 20;

/**
 * Reads `penny.schedules.json`; comments and trailing commas are accepted.
 *
 * @param text Of the file.
 * @param options Settings.
 * @returns The schedules that are active, in the order of the file.
 * @throws {UsageError} Names every fault with its line and path.
 *
 * @example
 * ```ts
 * import { parseSchedules } from "./parse_schedules.ts";
 * import assert from "node:assert/strict";
 * const [schedule] = parseSchedules(
 *   `{ "planifications": [{ "nom": "banque", "quand": "10 min", "carnets": ["bank_*"] }] }`,
 *   { settings: { text: null, timeZone: "Europe/Paris", catchUp: "once" } },
 * );
 * assert.equal(schedule?.name, "banque");
 * ```
 */
export function parseSchedules(text: string, options: ParseSchedulesOptions): Schedule[] {
  const clean = text.replace(/^\uFEFF/, "");
  const tree = readTree(clean);
  const result = SCHEDULES_FILE.safeParse(getNodeValue(tree));
  if (!result.success) {
    throw fileError(result.error.issues.flatMap(issueFaults), { text: clean, tree });
  }
  const { planifications } = result.data;
  const faults = planifications.flatMap(({ carnets }, index): Fault[] => {
    const fault = carnets.length === 0 ? null : options.notebookFault?.(carnets) ?? null;
    return fault === null ? [] : [{ path: ["planifications", index, "carnets"], text: fault }];
  });
  if (faults.length > 0) throw fileError(faults, { text: clean, tree });
  return planifications.filter(({ active }) => active)
    .map((fields) => asSchedule(fields, options.settings));
}

function asSchedule(fields: ScheduleFields, settings: ScheduleSettings): Schedule {
  return {
    name: fields.nom,
    when: fields.quand,
    faster: fields.plusSouvent.map(({ du, au, quand }) => ({ from: du, to: au, when: quand })),
    timeZone: settings.timeZone,
    notebooks: fields.carnets,
    companies: fields.societes,
    parameters: fields.parametres,
    priority: fields.priorite,
    catchUp: fields.rattrapage ?? settings.catchUp,
  };
}

function readTree(text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (tree !== undefined && first === undefined) return tree;
  const { line, column } = place(text, first?.offset ?? 0);
  const why = first === undefined ? undefined : SYNTAX[printParseErrorCode(first.error)];
  throw new UsageError(
    `Impossible de lire les planifications « penny.schedules.json » : ce n'est pas du JSON, ligne ${line}, colonne ${column}, ${
      why ?? "signe inattendu"
    } ; corrigez le fichier`,
  );
}

const SYNTAX: Readonly<Record<string, string>> = {
  PropertyNameExpected: "une clé entre guillemets est attendue",
  ValueExpected: "une valeur est attendue",
  ColonExpected: "« : » est attendu",
  CommaExpected: "« , » est attendu",
  CloseBraceExpected: "« } » est attendu",
  CloseBracketExpected: "« ] » est attendu",
  UnexpectedEndOfString: "un guillemet n'est pas fermé",
  UnexpectedEndOfComment: "un commentaire n'est pas fermé",
};

type Issue = { code?: string; path: PropertyKey[]; message: string; keys?: string[] };

function issueFaults(issue: Issue): Fault[] {
  const path = issue.path as (string | number)[];
  if (issue.code !== "unrecognized_keys") return [{ path, text: issue.message }];
  return (issue.keys ?? []).map((key) => {
    const near = nearestName(key, KEYS);
    return {
      path: [...path, key],
      text: `clé inconnue${near === null ? "" : ` ; vouliez-vous « ${near} » ?`}`,
    };
  });
}

function fileError(
  faults: readonly Fault[],
  { text, tree }: { readonly text: string; readonly tree: Node },
): UsageError {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) =>
    `  ligne ${place(text, offsetOf(tree, fault.path)).line}, ${
      pathText(fault.path)
    } : ${fault.text}`
  );
  return new UsageError(
    `Impossible de lire les planifications « penny.schedules.json » : ${
      plural(faults.length, "faute")
    } ; corrigez le fichier\n${lines.join("\n")}`,
  );
}

/** Where the innermost part of a path is that exists: a key that is missing has the place of its object. */
function offsetOf(tree: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, [...path.slice(0, length)]);
    if (node !== undefined) return node.offset;
  }
  return tree.offset;
}

function place(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** `planifications[0].quand`. */
function pathText(path: readonly (string | number)[]): string {
  const text = path.map((part) => typeof part === "number" ? `[${part}]` : `.${part}`).join("");
  return text.replace(/^\./, "") || "racine";
}
