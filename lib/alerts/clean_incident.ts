import type { Redactor } from "../base/mod.ts";
import { shortened } from "./_shortened.ts";
import type { Incident, ScopeReport } from "./types.ts";

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 600;
const MOST_LINES = 20;
/** Line feeds included: every text is one line. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f]+/g;

/**
 * A report that can be kept and sent: without secrets, each text on one line and not too long, each key once.
 *
 * @param report Of a scope.
 * @param redactor Of the settings.
 * @returns A copy.
 */
export function cleanReport(report: ScopeReport, redactor: Redactor): ScopeReport {
  const clean = report.incidents.map((incident) => cleanIncident(incident, redactor));
  return { ...report, incidents: [...new Map(clean.map((one) => [one.key, one])).values()] };
}

function cleanIncident(incident: Incident, redactor: Redactor): Incident {
  const text = (value: string, longest = LONGEST_TEXT) =>
    shortened(redactor.text(value).replaceAll(CONTROL, " ").trim(), longest);
  const { key, kind, title, cause, where, event = false } = incident;
  return {
    ...{ kind, event },
    key: text(key),
    title: text(title, LONGEST_TITLE),
    cause: text(cause),
    lines: redactor.pieces(incident.lines.flatMap((line) => line.split("\n")))
      .slice(0, MOST_LINES).map((line) => text(line)).filter(Boolean),
    where: where === null ? null : text(where),
  };
}
