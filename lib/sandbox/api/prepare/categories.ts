import { recordset } from "./_recordset.ts";
import type { DerivedTable } from "./origin.ts";

/** Default group of any new company, and what it sorts cash flows by. */
const CASH_CATEGORIES = [
  { rank: 1, label: "Encaissements clients", direction: "cash_in" },
  { rank: 2, label: "Subventions et aides", direction: "cash_in" },
  { rank: 3, label: "Fournisseurs", direction: "cash_out" },
  { rank: 4, label: "Salaires et charges sociales", direction: "cash_out" },
  { rank: 5, label: "Impôts et taxes", direction: "cash_out" },
  { rank: 6, label: "Emprunts", direction: "cash_out" },
];

/** Tables of analytical categories: once made they are the application's own, the books name them by label. */
export const CATEGORY_SQL: readonly string[] = [
  `CREATE UNLOGGED TABLE tags AS
   SELECT a.company_id, a.tag_group, a.tag_label, a.analytical_code, min(a.id) AS first_line
     FROM pennylane.analytical_ledger a JOIN companies USING (company_id)
    WHERE a.tag_label IS NOT NULL GROUP BY 1, 2, 3, 4`,
  `CREATE UNLOGGED TABLE category_groups AS
   SELECT c.company_id, c.base + 7600000001 + c.shift AS id, 'Suivi de trésorerie'::text AS label,
          c.created_at, c.created_at AS updated_at
     FROM companies c
   UNION ALL
   SELECT t.company_id,
          c.base + 7600000001 + c.shift
            + row_number() OVER (PARTITION BY t.company_id ORDER BY min(t.first_line)),
          t.tag_group, c.created_at, c.created_at
     FROM tags t JOIN companies c USING (company_id)
    GROUP BY t.company_id, c.base, c.shift, c.created_at, t.tag_group`,
  `CREATE UNLOGGED TABLE categories AS
   SELECT c.company_id, c.base + 7610000000 + v.rank + c.shift AS id, v.label, v.direction,
          g.id AS group_id, NULL::text AS analytical_code, c.created_at, c.created_at AS updated_at
     FROM companies c
     JOIN category_groups g ON g.company_id = c.company_id AND g.label = 'Suivi de trésorerie'
     CROSS JOIN ${recordset(CASH_CATEGORIES, "rank int, label text, direction text")}
   UNION ALL
   SELECT t.company_id,
          c.base + 7610001000 + c.shift
            + row_number() OVER (PARTITION BY t.company_id ORDER BY t.first_line, t.tag_group, t.tag_label),
          t.tag_label, NULL, g.id, t.analytical_code, c.created_at, c.created_at
     FROM tags t JOIN companies c USING (company_id)
     JOIN category_groups g ON g.company_id = t.company_id AND g.label = t.tag_group`,
];

/** Which lines and entries the categories are given to. */
export const ASSIGNMENT_TABLES: readonly DerivedTable[] = [
  {
    name: "line_categories",
    sql: ({ some }) =>
      `SELECT a.company_id, a.id + c.shift AS line_id, k.id AS category_id, sum(a.tag_weight) AS weight
     FROM ${some("analytical_ledger")} a
     JOIN companies c USING (company_id)
     JOIN category_groups g ON g.company_id = a.company_id AND g.label = a.tag_group
     JOIN categories k ON k.company_id = a.company_id AND k.group_id = g.id AND k.label = a.tag_label
      AND k.analytical_code IS NOT DISTINCT FROM a.analytical_code
    GROUP BY 1, 2, 3`,
    after: [`CREATE INDEX ON line_categories (company_id, line_id, category_id)`],
  },
  {
    name: "entry_categories",
    sql: ({ some }) =>
      `SELECT lc.company_id, f.entry_id, lc.category_id, lc.weight
     FROM (SELECT l.company_id, l.entry_id, min(l.id) AS line_id
             FROM ${some("derived.ledger_entry_lines")} l
             JOIN line_categories lc ON lc.company_id = l.company_id AND lc.line_id = l.id
            GROUP BY 1, 2) f
     JOIN line_categories lc ON lc.company_id = f.company_id AND lc.line_id = f.line_id`,
    after: [
      `CREATE INDEX ON entry_categories (company_id, entry_id, category_id)`,
      `CREATE INDEX ON entry_categories (company_id, category_id)`,
    ],
  },
];
