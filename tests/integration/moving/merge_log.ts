import type { Database } from "../../../lib/connectors/postgres/mod.ts";
import { DOMAIN_NAMES, DOMAINS, type SourceName } from "../../../lib/domains/mod.ts";
import { quoteIdentifier, quoteLiteral } from "../../../lib/connectors/postgres/mod.ts";
import { mirrorTable } from "../../../lib/sync/mod.ts";
import { mirroredFrom } from "./contexts.ts";

/** Tables of schema `watch`: what triggers saw, transaction by transaction. */
const TABLES_SQL = `
CREATE SCHEMA watch;
CREATE TABLE watch.writes (xact xid8, place text, company_id bigint, op text, rows bigint);
CREATE TABLE watch.readings (
  id bigint GENERATED ALWAYS AS IDENTITY, xact xid8, run_id text, source text, domain text, company_id bigint,
  plan text, whole boolean, rows bigint, until_before timestamp);
CREATE TABLE watch.publications (xact xid8, table_name text, company_id bigint, rows bigint);
CREATE FUNCTION watch.note_inserted() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO watch.writes SELECT pg_current_xact_id(), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, company_id, 'inserted', count(*)
    FROM after GROUP BY company_id;
  RETURN NULL;
END $body$;
CREATE FUNCTION watch.note_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO watch.writes SELECT pg_current_xact_id(), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, company_id, 'deleted', count(*)
    FROM before GROUP BY company_id;
  RETURN NULL;
END $body$;
-- Arguments: the condition that ties a row before to the row after, and what tells that a row b or a is deleted.
CREATE FUNCTION watch.note_updated() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  EXECUTE format(
    'INSERT INTO watch.writes SELECT pg_current_xact_id(), %L, company_id, op, count(*) FROM (
       SELECT a.company_id, CASE WHEN %s THEN ''inserted'' WHEN %s THEN ''deleted''
              WHEN to_jsonb(a) - ''_revision'' = to_jsonb(b) - ''_revision'' THEN ''equal'' ELSE ''updated'' END AS op
         FROM before b JOIN after a ON %s) w GROUP BY company_id, op',
    TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, TG_ARGV[1], TG_ARGV[2], TG_ARGV[0]);
  RETURN NULL;
END $body$;
CREATE FUNCTION watch.note_reading() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO watch.readings (xact, run_id, source, domain, company_id, plan, whole, rows, until_before) VALUES (
    pg_current_xact_id(), NEW.run_id, NEW.source, NEW.domain, NEW.company_id, NEW.plan,
    NEW.compared_at IS DISTINCT FROM OLD.compared_at OR NEW.plan IN ('full', 'compare'), NEW.rows,
    CASE WHEN NEW.source = 'data_sharing' THEN (OLD.cursor->>'until')::timestamp END);
  RETURN NULL;
END $body$;
CREATE TRIGGER watched AFTER INSERT OR UPDATE ON penny.units FOR EACH ROW EXECUTE FUNCTION watch.note_reading();
CREATE FUNCTION watch.note_publication() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
  INSERT INTO watch.publications VALUES (pg_current_xact_id(), NEW.table_name, NEW.company_id, NEW.rows);
  RETURN NULL;
END $body$;
CREATE TRIGGER watched AFTER INSERT OR UPDATE ON penny.publications
  FOR EACH ROW EXECUTE FUNCTION watch.note_publication();`;

function watchSql(table: string, { key, marked }: { key: readonly string[]; marked: boolean }) {
  const tie = key.map((name) => `a.${quoteIdentifier(name)} = b.${quoteIdentifier(name)}`);
  const [back, gone] = marked
    ? [
      "b._deleted_at IS NOT NULL AND a._deleted_at IS NULL",
      "b._deleted_at IS NULL AND a._deleted_at IS NOT NULL",
    ]
    : ["false", "false"];
  const args = [tie.join(" AND "), back, gone].map(quoteLiteral).join(", ");
  return `
CREATE TRIGGER watched_insert AFTER INSERT ON ${table} REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION watch.note_inserted();
CREATE TRIGGER watched_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION watch.note_deleted();
CREATE TRIGGER watched_update AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION watch.note_updated(${args});`;
}

/**
 * Watches every row that is written to mirrors and published tables, so that recorded counts can be held against it.
 *
 * @param db A warehouse whose mirrors and published tables exist.
 */
export async function watchWrites(db: Database): Promise<void> {
  await db.execute(TABLES_SQL);
  const sources: readonly SourceName[] = ["data_sharing", "api"];
  for (const source of sources) {
    for (const name of mirroredFrom(source)) {
      const { key } = DOMAINS[name];
      await db.execute(watchSql(mirrorTable(DOMAINS[name], source), { key, marked: true }));
    }
  }
  for (const name of DOMAIN_NAMES) {
    const { key } = DOMAINS[name];
    await db.execute(
      watchSql(`pennylane.${quoteIdentifier(name)}`, { key, marked: false }),
    );
  }
}

const WROTE = (op: string) => `coalesce(sum(w.rows) FILTER (WHERE w.op = '${op}'), 0)`;

/** Each finds what is wrong; `$1` is the last run that was checked before. */
const CHECKS: Readonly<Record<string, string>> = {
  "readings and their records": `
    SELECT run_id, source, domain, company_id, s.*, u.status, u.inserted, u.updated, u.deleted, u.unchanged
      FROM (SELECT r.run_id, r.source, r.domain, r.company_id, count(DISTINCT r.id) AS readings,
                   max(r.rows) AS rows_seen, ${WROTE("inserted")} AS inserts_seen,
                   ${WROTE("updated")} AS updates_seen, ${WROTE("deleted")} AS deletes_seen,
                   ${WROTE("equal")} AS equal_seen
              FROM watch.readings r
              LEFT JOIN watch.writes w ON w.xact = r.xact AND w.company_id = r.company_id
                                      AND w.place = 'penny_source.' || r.domain || '__' || r.source
             WHERE r.run_id > $1 GROUP BY 1, 2, 3, 4) s
      FULL JOIN (SELECT * FROM penny.run_units WHERE run_id > $1) u
     USING (run_id, source, domain, company_id)
     WHERE (s.readings, u.status, s.inserts_seen, s.updates_seen, s.deletes_seen, s.equal_seen,
            u.inserted + u.updated + u.unchanged)
           IS DISTINCT FROM (1, 'ok', u.inserted, u.updated, u.deleted, 0, s.rows_seen)`,
  "writes outside of a reading": `
    SELECT w.* FROM watch.writes w
     WHERE w.place LIKE 'penny\\_source.%' AND $1 = $1 AND NOT EXISTS (
       SELECT FROM watch.readings r WHERE r.xact = w.xact AND r.company_id = w.company_id
          AND w.place = 'penny_source.' || r.domain || '__' || r.source)`,
  "publications and their records": `
    SELECT table_name, company_id, s.*, p.*
      FROM (SELECT b.table_name, b.company_id, sum(b.rows) AS rows_seen, sum(i) AS inserts_seen,
                   sum(u) AS updates_seen, sum(d) AS deletes_seen, sum(e) AS equal_seen
              FROM watch.publications b CROSS JOIN LATERAL (
                SELECT ${WROTE("inserted")} AS i, ${WROTE("updated")} AS u, ${
    WROTE("deleted")
  } AS d,
                       ${WROTE("equal")} AS e FROM watch.writes w
                 WHERE w.xact = b.xact AND w.company_id = b.company_id AND w.place = b.table_name) x
             GROUP BY 1, 2) s
      FULL JOIN (SELECT table_name, company_id, bool_and(status = 'ok') AS ok, sum(inserted) AS inserted,
                        sum(updated) AS updated, sum(deleted) AS deleted, sum(unchanged) AS unchanged
                   FROM penny.run_publications WHERE run_id > $1 GROUP BY 1, 2) p
     USING (table_name, company_id)
     WHERE (p.ok, s.inserts_seen, s.updates_seen, s.deletes_seen, s.equal_seen, p.inserted + p.updated + p.unchanged)
           IS DISTINCT FROM (true, p.inserted, p.updated, p.deleted, 0::numeric, s.rows_seen)`,
};

/**
 * Holds what runs recorded against what was written since the last call: every reading and every publication, by company.
 *
 * @param db The warehouse.
 * @param afterRun The last run that was checked before.
 * @returns What is wrong, one line each.
 */
export async function wrongRecords(db: Database, afterRun: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, sql] of Object.entries(CHECKS)) {
    for (const row of await db.many(`${sql} LIMIT 5`, [afterRun])) {
      wrong.push(`${name}: ${JSON.stringify(row)}`);
    }
  }
  for (const [name, sql] of standingChecks()) {
    for (const row of await db.many(`${sql} LIMIT 5`)) {
      wrong.push(`${name}: ${JSON.stringify(row)}`);
    }
  }
  return wrong;
}

/** Rows that units and publications say they have, against rows that are there. */
function standingChecks(): [string, string][] {
  const sources: readonly SourceName[] = ["data_sharing", "api"];
  const mirrors = sources.flatMap((source) =>
    mirroredFrom(source).map((name) =>
      `SELECT '${source}' AS source, '${name}' AS domain, company_id, count(*) AS there FROM ${
        mirrorTable(DOMAINS[name], source)
      } WHERE _deleted_at IS NULL GROUP BY company_id`
    )
  );
  const published = DOMAIN_NAMES.map((name) =>
    `SELECT 'pennylane.${name}' AS table_name, company_id, count(*) AS there FROM pennylane.${name} GROUP BY company_id`
  );
  return [
    [
      "rows of units",
      `SELECT * FROM penny.units u FULL JOIN (${mirrors.join(" UNION ALL ")}) m
       USING (source, domain, company_id)
       WHERE u.rows IS DISTINCT FROM coalesce(m.there, 0)`,
    ],
    [
      "rows of publications",
      `SELECT * FROM penny.publications p FULL JOIN (${published.join(" UNION ALL ")}) t
       USING (table_name, company_id)
       WHERE p.rows IS DISTINCT FROM coalesce(t.there, 0)`,
    ],
    [
      "publications of what is in force",
      `SELECT * FROM penny.sources_in_force f
         JOIN penny.units u USING (source, domain, company_id)
         LEFT JOIN penny.publications p ON p.table_name = 'pennylane.' || domain AND p.company_id = u.company_id
       WHERE domain = ANY(ARRAY[${
        DOMAIN_NAMES.map(quoteLiteral).join(", ")
      }]) AND (p.source, p.revision) IS DISTINCT FROM (u.source, u.revision)`,
    ],
  ];
}

/** Forgets the writes that were checked; readings stay, for who asks what was read since. */
export async function forgetWrites(db: Database): Promise<void> {
  await db.execute("DELETE FROM watch.writes; DELETE FROM watch.publications");
}
