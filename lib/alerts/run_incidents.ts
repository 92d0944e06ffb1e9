import type { Queryable } from "../connectors/postgres/mod.ts";
import { type AnyDomainName, SOURCE_TITLES, type SourceName } from "../domains/mod.ts";
import { domainTitle } from "./domain_title.ts";
import type { Incident, ScopeReport } from "./types.ts";

const SUMMARY_LINES = 5;

/** Which run, and where its report is. */
export interface RunIncidentsOptions {
  readonly runId: string;
  /** Folder of its pages, from the clone, such as `outputs/<run>`. */
  readonly where: string;
}

/**
 * What went wrong in a run, from the record that it left in the warehouse, whichever machines executed it: notebooks that
 * failed, companies that were refused or not published, tie-outs that stand unexplained in two runs in a row. Whatever the
 * run did not look at is not judged.
 *
 * @param db The warehouse.
 * @param options Of the run.
 * @returns The report of the scope `runs`.
 */
export async function runIncidents(
  db: Queryable,
  { runId, where }: RunIncidentsOptions,
): Promise<ScopeReport> {
  const page = `${where}/index.html`;
  const parts = [
    await failedNotebooks(db, runId, where),
    await refusedUnits(db, runId, page),
    await failedPublications(db, runId, page),
    await standingTieOuts(db, runId, page),
  ];
  const judged = new Set(parts.flatMap((part) => part.judged));
  return {
    scope: "runs",
    incidents: parts.flatMap((part) => part.incidents),
    judged: (key) => judged.has(key) || judged.has(groupOf(key)),
  };
}

/** What one look at the record gives: the keys that it judges, and those that are wrong. */
interface Part {
  readonly judged: readonly string[];
  readonly incidents: readonly Incident[];
}

/** Tie-outs are judged together, by kind, table and company: those without a difference leave no row. */
function groupOf(key: string): string {
  return key.startsWith("tie_out:") ? key.split(":").slice(0, 4).join(":") : key;
}

/** A notebook that failed by red checks alone is told by its companies. */
async function failedNotebooks(db: Queryable, runId: string, where: string): Promise<Part> {
  const rows = await db.many<{ notebook: string; failed: boolean; error: string | null }>(
    "SELECT n.notebook, n.error, n.status = 'failed' AND (NOT EXISTS (SELECT FROM penny.run_cells c " +
      "WHERE c.run_id = n.run_id AND c.notebook = n.notebook AND c.status = 'red') OR EXISTS (SELECT FROM penny.run_cells c " +
      "WHERE c.run_id = n.run_id AND c.notebook = n.notebook AND c.status = 'failed')) AS failed " +
      "FROM penny.run_notebooks n WHERE n.run_id = $1 AND n.status IN ('ok', 'failed') ORDER BY n.notebook",
    [runId],
  );
  const keyOf = (notebook: string) => `notebook:${notebook}`;
  return {
    judged: rows.map(({ notebook }) => keyOf(notebook)),
    incidents: rows.filter(({ failed }) => failed).map(({ notebook, error }) => {
      const [cause = "", ...lines] = (error ?? "raison non précisée").split("\n");
      const title = `Carnet en échec : ${notebook}`;
      const page = `${where}/${notebook}.html`;
      return { key: keyOf(notebook), kind: "failure", title, cause, lines, where: page };
    }),
  };
}

interface UnitRow {
  readonly source: SourceName;
  readonly domain: AnyDomainName;
  readonly company_id: string;
  readonly company: string;
  readonly status: string;
  readonly reason: string | null;
  readonly gates: readonly string[];
}

async function refusedUnits(db: Queryable, runId: string, page: string): Promise<Part> {
  const rows = await db.many<UnitRow>(
    "SELECT u.source, u.domain, u.company_id, coalesce(c.name, u.company_id::text) AS company, u.status, u.reason, " +
      "coalesce((SELECT jsonb_agg(g.detail ->> 'detail' ORDER BY g.gate) FROM penny.run_gates g WHERE g.run_id = u.run_id " +
      "AND g.source = u.source AND g.domain = u.domain AND g.company_id = u.company_id AND g.status = 'red'), '[]') AS gates " +
      "FROM penny.run_units u LEFT JOIN penny.companies c USING (company_id) WHERE u.run_id = $1 " +
      "ORDER BY company, u.company_id, u.domain, u.source",
    [runId],
  );
  const keyOf = ({ source, domain, company_id }: UnitRow) =>
    `unit:${domain}:${source}:${company_id}`;
  return {
    judged: rows.map(keyOf),
    incidents: rows.filter(({ status }) => status === "red" || status === "failed").map((row) => {
      const isGate = row.status === "red";
      const what = isGate ? "Contrôle rouge" : "Lecture en échec";
      return {
        key: keyOf(row),
        kind: isGate ? "gate" : "failure",
        title: `${what} : ${domainTitle(row.domain)}, ${row.company} (${
          SOURCE_TITLES[row.source] ?? row.source
        })`,
        cause: row.reason ?? "raison non précisée",
        lines: row.gates.filter((gate) => gate !== null && gate !== row.reason),
        where: page,
      };
    }),
  };
}

async function failedPublications(db: Queryable, runId: string, page: string): Promise<Part> {
  const rows = await db.many<
    { table_name: string; company_id: string; company: string; status: string; reason: string }
  >(
    "SELECT p.table_name, p.company_id, coalesce(c.name, p.company_id::text) AS company, p.status, p.reason " +
      "FROM penny.run_publications p LEFT JOIN penny.companies c USING (company_id) WHERE p.run_id = $1 " +
      "ORDER BY p.table_name, company, p.company_id",
    [runId],
  );
  const keyOf = (row: { table_name: string; company_id: string }) =>
    `publication:${row.table_name}:${row.company_id}`;
  return {
    judged: rows.map(keyOf),
    incidents: rows.filter(({ status }) => status !== "ok").map((row) => ({
      ...{ key: keyOf(row), kind: "failure", lines: [], where: page },
      title: `Publication en échec : ${row.table_name}, ${row.company}`,
      cause: `${row.reason ?? "raison non précisée"} (les anciennes lignes restent publiées)`,
    })),
  };
}

interface TieOutRow {
  readonly kind: string;
  readonly domain: string;
  readonly company_id: string;
  readonly company: string;
  readonly subject: string;
  readonly title: string;
  readonly unit: "euros" | "rows";
  readonly left: string;
  readonly right: string;
  readonly unexplained: readonly { label: string; amount: string; rows: number }[];
  readonly unexplained_amount: string;
  readonly alert: boolean;
}

async function standingTieOuts(db: Queryable, runId: string, page: string): Promise<Part> {
  const rows = await db.many<TieOutRow>(
    "SELECT t.kind, t.domain, t.company_id, coalesce(c.name, t.company_id::text) AS company, t.subject, t.title, t.unit, " +
      "t.left_label || ' : ' || trim_scale(t.left_amount) AS left, t.right_label || ' : ' || trim_scale(t.right_amount) AS right, " +
      "t.unexplained, trim_scale(t.unexplained_amount)::text AS unexplained_amount, t.alert FROM penny.tie_outs t " +
      "LEFT JOIN penny.companies c USING (company_id) WHERE t.run_id = $1 ORDER BY company, t.kind, t.domain, t.subject",
    [runId],
  );
  const group = ({ kind, domain, company_id }: TieOutRow) =>
    `tie_out:${kind}:${domain}:${company_id}`;
  return {
    judged: rows.map(group),
    incidents: rows.filter(({ alert }) => alert).map((row) => ({
      ...{ key: `${group(row)}:${row.subject}`, kind: "tie_out", where: page },
      title: `Écart inexpliqué : ${row.title}, ${row.company}`,
      cause: `${row.unexplained_amount.replace(".", ",")} ${
        row.unit === "euros" ? "€" : "lignes"
      } que rien n'explique, pour la deuxième exécution de suite`,
      lines: [
        row.left,
        row.right,
        ...row.unexplained.slice(0, SUMMARY_LINES).map(({ label, amount, rows }) =>
          `${label} : ${amount} (lignes : ${rows})`
        ),
      ],
    })),
  };
}
