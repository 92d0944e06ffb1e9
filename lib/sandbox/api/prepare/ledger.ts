import { quoteLiteral } from "../../../connectors/postgres/mod.ts";
import { CHART_ACCOUNTS, JOURNAL_LABELS } from "../../accounts.ts";

/** Types of the journals, as the API names them. */
const JOURNAL_TYPES: Readonly<Record<keyof typeof JOURNAL_LABELS, string>> = {
  AN: "carryover",
  VT: "sales",
  HA: "purchases",
  BQ: "finances",
  OD: "misc",
  PA: "payroll",
  RT: "pending_vat",
  TVA: "vat",
};

function recordset(rows: readonly object[], columns: string): string {
  return `json_to_recordset(${quoteLiteral(JSON.stringify(rows))}::json) AS v (${columns})`;
}

const journals = Object.entries(JOURNAL_LABELS).map(([code, label], rank) => ({
  code,
  label,
  rank: rank + 1,
  type: JOURNAL_TYPES[code as keyof typeof JOURNAL_LABELS],
}));

/** Default group of any new company, and what it sorts cash flows by. */
const CASH_CATEGORIES = [
  { rank: 1, label: "Encaissements clients", direction: "cash_in" },
  { rank: 2, label: "Subventions et aides", direction: "cash_in" },
  { rank: 3, label: "Fournisseurs", direction: "cash_out" },
  { rank: 4, label: "Salaires et charges sociales", direction: "cash_out" },
  { rank: 5, label: "Impôts et taxes", direction: "cash_out" },
  { rank: 6, label: "Emprunts", direction: "cash_out" },
];

/** Tables of journals, accounts, entries and their lines. */
export const LEDGER_SQL: readonly string[] = [
  `CREATE UNLOGGED TABLE journals AS
   SELECT c.company_id, c.base + 7500000000 + v.rank + c.shift AS id, v.code, v.label, v.type
     FROM companies c CROSS JOIN ${
    recordset(journals, "code text, label text, rank int, type text")
  }`,
  `CREATE UNLOGGED TABLE used_accounts AS
   SELECT DISTINCT company_id, plan_item_number AS number
     FROM etl.general_ledger WHERE deleted_at IS NULL`,
  `CREATE UNLOGGED TABLE ledger_accounts AS
   SELECT c.company_id, c.base + 7000000000 + v.rank + 1 + c.shift AS id, v.number, v.label,
          'any'::text AS vat_rate, u.number IS NOT NULL OR length(v.number) = 3 AS enabled,
          CASE WHEN v.number LIKE '512%' THEN 'bank' WHEN length(v.number) = 3 THEN 'reserved'
               ELSE 'generic' END AS type,
          v.number LIKE '4%' AS letterable, false AS auxiliary, c.created_at
     FROM companies c
     CROSS JOIN ${recordset(CHART_ACCOUNTS, "number text, label text, rank int")}
     LEFT JOIN used_accounts u ON u.company_id = c.company_id AND u.number = v.number
   UNION ALL
   SELECT c.company_id, c.base + 7005000000 + (p.id - c.base - 6000000000) + c.shift,
          p.plan_item_number, p.name, coalesce(nullif(p.vat_rate, ''), 'any'), true, p.kind, true, true,
          p.updated_at
     FROM companies c
     JOIN (SELECT 'customer' AS kind, id, company_id, name, plan_item_number, vat_rate, updated_at
             FROM pennylane.customers
           UNION ALL
           SELECT 'supplier', id, company_id, name, plan_item_number, vat_rate, updated_at
             FROM pennylane.suppliers) p USING (company_id)`,
  `CREATE UNIQUE INDEX ON ledger_accounts (company_id, number)`,
  `ANALYZE ledger_accounts`,
  `CREATE UNLOGGED TABLE ledger_entries AS
   SELECT DISTINCT ON (g.company_id, g.document_id)
          g.company_id, g.document_id + c.shift AS id, g.document_label AS label,
          g.fec_pieceref AS piece_number, g.date, coalesce(ci.deadline, si.deadline) AS due_date,
          g.invoice_number, j.id AS journal_id,
          CASE WHEN m.archived_at IS NOT NULL THEN 'archived'
               WHEN g.journal_code IN ('VT', 'HA') THEN 'complete' END AS status,
          CASE WHEN g.invoice_link IS NOT NULL
               THEN coalesce(nullif(regexp_replace(g.fec_pieceref, '[^A-Za-z0-9-]', '-', 'g'), ''), 'piece')
                    || '.pdf' END AS filename,
          g.document_created_at AS created_at, g.document_updated_at AS updated_at, g.date AS sort_date
     FROM pennylane.general_ledger g
     JOIN companies c USING (company_id)
     JOIN journals j ON j.company_id = g.company_id AND j.code = g.journal_code
     LEFT JOIN pennylane.customer_invoices ci
       ON ci.id = g.document_id AND ci.company_id = g.company_id
     LEFT JOIN pennylane.supplier_invoices si
       ON si.id = g.document_id AND si.company_id = g.company_id
     LEFT JOIN sandbox_model.invoices m ON m.id = g.document_id AND m.company_id = g.company_id
    ORDER BY g.company_id, g.document_id`,
  `INSERT INTO ledger_entries
   SELECT i.company_id, i.id + c.shift, i.label, upper(left(md5(i.id::text), 10)), NULL, NULL, '', j.id,
          'draft', NULL, i.created_at, i.updated_at, 'infinity'
     FROM pennylane.customer_invoices i
     JOIN companies c USING (company_id)
     JOIN sandbox_model.invoices m ON m.id = i.id AND m.company_id = i.company_id AND m.is_draft
     JOIN journals j ON j.company_id = i.company_id AND j.code = 'VT'`,
  `CREATE UNLOGGED TABLE ledger_entry_lines AS
   SELECT g.company_id, g.id + c.shift AS id, g.document_id + c.shift AS entry_id, j.id AS journal_id,
          a.id AS account_id, g.plan_item_number AS account_number, g.label, g.debit, g.credit, g.date,
          g.lettering, g.document_created_at AS created_at, g.document_updated_at AS updated_at
     FROM pennylane.general_ledger g
     JOIN companies c USING (company_id)
     JOIN journals j ON j.company_id = g.company_id AND j.code = g.journal_code
     LEFT JOIN ledger_accounts a ON a.company_id = g.company_id AND a.number = g.plan_item_number
    ORDER BY g.company_id, g.id`,
  `CREATE UNLOGGED TABLE fiscal_years AS
   SELECT f.company_id, f.id + c.shift AS id, f.start_date AS start, f.end_date AS finish,
          CASE WHEN f.closed_at IS NULL THEN 'open' ELSE 'closed' END AS status,
          f.start_date::timestamp + interval '8 hours' AS created_at,
          greatest(f.updated_at, f.start_date::timestamp + interval '8 hours') AS updated_at
     FROM pennylane.fiscal_years f JOIN companies c USING (company_id)`,
];

/** Tables of analytical categories and what they are given to. */
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
  `CREATE UNLOGGED TABLE line_categories AS
   SELECT a.company_id, a.id + c.shift AS line_id, k.id AS category_id, sum(a.tag_weight) AS weight
     FROM pennylane.analytical_ledger a
     JOIN companies c USING (company_id)
     JOIN category_groups g ON g.company_id = a.company_id AND g.label = a.tag_group
     JOIN categories k ON k.company_id = a.company_id AND k.group_id = g.id AND k.label = a.tag_label
      AND k.analytical_code IS NOT DISTINCT FROM a.analytical_code
    GROUP BY 1, 2, 3`,
  `CREATE INDEX ON line_categories (company_id, line_id, category_id)`,
  `CREATE UNLOGGED TABLE entry_categories AS
   SELECT lc.company_id, f.entry_id, lc.category_id, lc.weight
     FROM (SELECT l.company_id, l.entry_id, min(l.id) AS line_id
             FROM ledger_entry_lines l JOIN line_categories lc ON lc.company_id = l.company_id AND lc.line_id = l.id
            GROUP BY 1, 2) f
     JOIN line_categories lc ON lc.company_id = f.company_id AND lc.line_id = f.line_id`,
  `CREATE INDEX ON entry_categories (company_id, entry_id, category_id)`,
  `CREATE INDEX ON entry_categories (company_id, category_id)`,
];
