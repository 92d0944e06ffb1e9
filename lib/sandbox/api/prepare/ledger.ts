import { CHART_ACCOUNTS, JOURNAL_LABELS } from "../../accounts.ts";
import type { DerivedTable, Origin } from "./origin.ts";
import { recordset } from "./_recordset.ts";

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

const journals = Object.entries(JOURNAL_LABELS).map(([code, label], rank) => ({
  code,
  label,
  rank: rank + 1,
  type: JOURNAL_TYPES[code as keyof typeof JOURNAL_LABELS],
}));

/** Tables of journals, accounts, entries and their lines. */
export const LEDGER_TABLES: readonly DerivedTable[] = [
  { name: "journals", sql: journalsSql },
  {
    name: "used_accounts",
    sql: ({ some }) =>
      `SELECT DISTINCT company_id, plan_item_number AS number FROM ${some("general_ledger")} g`,
  },
  {
    name: "ledger_accounts",
    sql: accountsSql,
    after: [
      `CREATE UNIQUE INDEX ON ledger_accounts (company_id, number)`,
      `ANALYZE ledger_accounts`,
    ],
  },
  { name: "ledger_entries", sql: entriesSql },
  { name: "ledger_entry_lines", sql: linesSql },
  { name: "fiscal_years", sql: fiscalYearsSql },
];

function journalsSql({ all }: Origin): string {
  return `SELECT c.company_id, c.base + 7500000000 + v.rank + c.shift AS id, v.code,
          coalesce(n.label, v.label) AS label, v.type
     FROM companies c CROSS JOIN ${
    recordset(journals, "code text, label text, rank int, type text")
  }
     LEFT JOIN ${all("sandbox_model.labels")} n
       ON n.company_id = c.company_id AND n.kind = 'journal' AND n.code = v.code`;
}

function accountsSql({ all, some }: Origin): string {
  return `SELECT c.company_id, c.base + 7000000000 + v.rank + 1 + c.shift AS id, v.number,
          coalesce(n.label, v.label) AS label, 'any'::text AS vat_rate,
          u.number IS NOT NULL OR length(v.number) = 3 AS enabled,
          CASE WHEN v.number LIKE '512%' THEN 'bank' WHEN length(v.number) = 3 THEN 'reserved'
               ELSE 'generic' END AS type,
          v.number LIKE '4%' AS letterable, false AS auxiliary, c.created_at,
          coalesce(n.updated_at, c.created_at) AS updated_at
     FROM ${some("derived.chart")} c
     CROSS JOIN ${recordset(CHART_ACCOUNTS, "number text, label text, rank int")}
     LEFT JOIN ${
    some("derived.used_accounts")
  } u ON u.company_id = c.company_id AND u.number = v.number
     LEFT JOIN ${all("sandbox_model.labels")} n
       ON n.company_id = c.company_id AND n.kind = 'account' AND n.code = v.number
    WHERE v.number = ANY(coalesce(c.numbers, ARRAY[v.number]))
   UNION ALL
   SELECT c.company_id, c.base + 7005000000 + (p.id - c.base - 6000000000) + c.shift,
          p.plan_item_number, p.name, coalesce(nullif(p.vat_rate, ''), 'any'), true, p.kind, true, true,
          x.created_at, p.updated_at
     FROM companies c
     JOIN (SELECT 'customer' AS kind, id, company_id, name, plan_item_number, vat_rate, updated_at
             FROM ${some("customers")} AS of_customers
           UNION ALL
           SELECT 'supplier', id, company_id, name, plan_item_number, vat_rate, updated_at
             FROM ${some("suppliers")} AS of_suppliers) p USING (company_id)
     JOIN ${all("sandbox_model.third_parties")} x
       ON x.id = p.id AND x.company_id = p.company_id AND x.kind = p.kind`;
}

function entriesSql({ all, some }: Origin): string {
  return `(SELECT DISTINCT ON (g.company_id, g.document_id)
          g.company_id, g.document_id + c.shift AS id, g.document_label AS label,
          g.fec_pieceref AS piece_number, g.date, coalesce(ci.deadline, si.deadline) AS due_date,
          g.invoice_number, j.id AS journal_id,
          CASE WHEN m.archived_at IS NOT NULL THEN 'archived'
               WHEN g.journal_code IN ('VT', 'HA') THEN 'complete' END AS status,
          CASE WHEN g.invoice_link IS NOT NULL
               THEN coalesce(nullif(regexp_replace(g.fec_pieceref, '[^A-Za-z0-9-]', '-', 'g'), ''), 'piece')
                    || '.pdf' END AS filename,
          g.document_created_at AS created_at, g.document_updated_at AS updated_at, g.date AS sort_date
     FROM ${some("general_ledger")} g
     JOIN companies c USING (company_id)
     JOIN journals j ON j.company_id = g.company_id AND j.code = g.journal_code
     LEFT JOIN ${all("customer_invoices")} ci
       ON ci.id = g.document_id AND ci.company_id = g.company_id
     LEFT JOIN ${all("supplier_invoices")} si
       ON si.id = g.document_id AND si.company_id = g.company_id
     LEFT JOIN ${
    all("sandbox_model.invoices")
  } m ON m.id = g.document_id AND m.company_id = g.company_id
    ORDER BY g.company_id, g.document_id, g.id)
   UNION ALL
   SELECT i.company_id, i.id + c.shift, i.label, upper(left(md5(i.id::text), 10)), NULL, NULL, '', j.id,
          'draft', NULL, i.created_at, i.updated_at, 'infinity'
     FROM ${some("customer_invoices")} i
     JOIN companies c USING (company_id)
     JOIN ${
    all("sandbox_model.invoices")
  } m ON m.id = i.id AND m.company_id = i.company_id AND m.is_draft
     JOIN journals j ON j.company_id = i.company_id AND j.code = 'VT'`;
}

function linesSql({ some }: Origin): string {
  return `SELECT g.company_id, g.id + c.shift AS id, g.document_id + c.shift AS entry_id, j.id AS journal_id,
          a.id AS account_id, g.plan_item_number AS account_number, g.label, g.debit, g.credit, g.date,
          g.lettering, g.document_created_at AS created_at, g.document_updated_at AS updated_at
     FROM ${some("general_ledger")} g
     JOIN companies c USING (company_id)
     JOIN journals j ON j.company_id = g.company_id AND j.code = g.journal_code
     LEFT JOIN ledger_accounts a ON a.company_id = g.company_id AND a.number = g.plan_item_number
    ORDER BY g.company_id, g.id`;
}

function fiscalYearsSql({ all }: Origin): string {
  return `SELECT f.company_id, f.id + c.shift AS id, f.start_date AS start, f.end_date AS finish,
          CASE WHEN f.closed_at IS NULL THEN 'open' ELSE 'closed' END AS status,
          f.start_date::timestamp + interval '8 hours' AS created_at,
          greatest(f.updated_at, f.start_date::timestamp + interval '8 hours') AS updated_at
     FROM ${all("fiscal_years")} f JOIN companies c USING (company_id)`;
}
