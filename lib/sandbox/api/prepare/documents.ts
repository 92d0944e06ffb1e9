import type { DerivedTable, Origin } from "./origin.ts";

/** A customer's or supplier's shared columns. */
function party(kind: "customer" | "supplier", { all, some }: Origin): string {
  return `SELECT p.company_id, p.id + c.shift AS id, p.name, p.legal_name,
          coalesce(p.registration_number, '') AS reg_no, coalesce(p.vat_number, '') AS vat_number,
          coalesce(p.postal_code, '') AS postal_code, coalesce(p.city, '') AS city,
          coalesce(p.country_alpha2, '') AS country, a.id AS ledger_account_id, x.iban, x.term_days,
          CASE WHEN coalesce(x.email, '') = '' THEN '{}'::text[] ELSE ARRAY[x.email] END AS emails,
          CASE WHEN p.legal_name IS NULL THEN 'individual' ELSE 'company' END AS customer_type,
          md5('${kind}' || p.id)::uuid::text AS external_reference,
          x.created_at, p.updated_at
     FROM ${some(`${kind}s`)} p
     JOIN companies c USING (company_id)
     JOIN ${all("sandbox_model.third_parties")} x
       ON x.id = p.id AND x.company_id = p.company_id AND x.kind = '${kind}'
     LEFT JOIN ledger_accounts a ON a.company_id = p.company_id AND a.number = p.plan_item_number`;
}

function living(kind: "customer" | "supplier", { all, some }: Origin): string {
  const paid = kind === "customer"
    ? "i.outstanding_balance"
    : "CASE WHEN i.amount_eur < 0 THEN NULL ELSE m.outstanding END";
  return `SELECT i.company_id, i.id, '${kind}' AS kind, i.issue_date AS date, i.deadline,
          i.${kind}_id AS party_id, i.amount_eur AS total, i.amount_eur_excl_taxes AS net, i.currency,
          m.currency_total, i.label, i.invoice_number AS number, i.is_paid AS paid, ${paid} AS outstanding,
          m.is_draft, m.credited_invoice_id, NULL::date AS archived_at, i.created_at, i.updated_at
     FROM ${some(`${kind}_invoices`)} i
     JOIN ${all("sandbox_model.invoices")} m ON m.id = i.id AND m.company_id = i.company_id`;
}

/** Archived invoices are not in Data Sharing: the ledger and the model's lines tell them. */
function archived({ all, some }: Origin): string {
  return `SELECT m.company_id, m.id, m.kind, e.date, e.date + coalesce(x.term_days, 30), e.party_id,
          l.net + l.vat, l.net, CASE WHEN m.currency_total = l.net + l.vat THEN 'EUR' ELSE 'USD' END,
          m.currency_total, e.label, e.number, coalesce(m.outstanding, 0) = 0, m.outstanding, m.is_draft,
          m.credited_invoice_id, m.archived_at, e.created_at, e.updated_at
     FROM ${some("sandbox_model.invoices")} m
     JOIN (SELECT company_id, invoice_id, sum(net) AS net, sum(vat) AS vat
             FROM ${some("sandbox_model.invoice_lines")} AS own GROUP BY 1, 2) l
       ON l.company_id = m.company_id AND l.invoice_id = m.id
     JOIN (SELECT company_id, document_id, min(date) AS date, max(thirdparty_id) AS party_id,
                  min(document_label) AS label, coalesce(min(invoice_number), '') AS number,
                  min(document_created_at) AS created_at, max(document_updated_at) AS updated_at
             FROM ${some("general_ledger")} AS own
            WHERE document_id IN (SELECT id FROM ${some("sandbox_model.invoices")} AS gone
                                   WHERE archived_at IS NOT NULL)
            GROUP BY 1, 2) e ON e.company_id = m.company_id AND e.document_id = m.id
     LEFT JOIN ${all("sandbox_model.third_parties")} x
       ON x.id = e.party_id AND x.company_id = m.company_id
    WHERE m.archived_at IS NOT NULL`;
}

/** Tables of third parties, invoices, transactions and bank accounts. */
export const DOCUMENT_TABLES: readonly DerivedTable[] = [
  { name: "customers", sql: (origin) => party("customer", origin) },
  { name: "suppliers", sql: (origin) => party("supplier", origin) },
  { name: "invoices", sql: invoicesSql },
  { name: "invoice_lines", sql: invoiceLinesSql },
  { name: "bank_accounts", sql: bankAccountsSql },
  { name: "bank_establishments", sql: establishmentsSql },
  { name: "transactions", sql: transactionsSql },
  { name: "matches", sql: matchesSql },
  { name: "payments", sql: paymentsSql },
];

function invoicesSql(origin: Origin): string {
  const { all } = origin;
  return `SELECT r.company_id, r.id + c.shift AS id, r.kind, r.date, coalesce(r.date, 'infinity') AS sort_date,
          r.deadline, r.party_id + c.shift AS party_id, r.total, r.net, r.currency, r.currency_total,
          CASE WHEN r.total = 0 THEN 0
               ELSE round(r.net * r.currency_total / r.total, 2) END AS currency_net,
          CASE WHEN r.currency_total = 0 THEN 1
               ELSE round(r.total / r.currency_total, 6) END AS exchange_rate,
          r.label, coalesce(r.number, '') AS number, r.paid, r.outstanding,
          CASE WHEN r.total <> 0 THEN round(r.outstanding * r.net / r.total, 2) END AS outstanding_net,
          r.is_draft, r.total < 0 AS credit_note, r.credited_invoice_id + c.shift AS credited_id,
          coalesce(k.credited, 0) AS credited,
          CASE WHEN r.kind = 'supplier' AND r.total < 0 THEN 'to_be_processed'
               WHEN r.paid THEN 'fully_paid'
               WHEN r.outstanding < r.total THEN 'partially_paid' ELSE 'to_be_paid' END AS payment_status,
          CASE WHEN r.archived_at IS NOT NULL THEN 'archived' WHEN r.is_draft THEN 'draft'
               WHEN r.created_at > b.made - interval '7 days' THEN 'validation_needed'
               ELSE 'complete' END AS accounting_status,
          upper(left(md5(r.id::text), 10)) AS external_reference,
          CASE WHEN r.date > b.made - interval '60 days' AND r.id % 3 = 0
               THEN md5('flow' || r.id)::uuid::text END AS flow_id,
          r.archived_at::timestamp AS archived_at, r.created_at, r.updated_at
     FROM (${living("customer", origin)} UNION ALL ${living("supplier", origin)}
           UNION ALL ${archived(origin)}) r
     JOIN companies c USING (company_id)
     CROSS JOIN (SELECT max(date)::timestamp AS made FROM penny_sandbox.made) b
     LEFT JOIN (SELECT company_id, credited_invoice_id, sum(-currency_total) AS credited
                  FROM ${
    all("sandbox_model.invoices")
  } AS credits WHERE credited_invoice_id IS NOT NULL GROUP BY 1, 2) k
       ON k.company_id = r.company_id AND k.credited_invoice_id = r.id`;
}

function invoiceLinesSql({ some }: Origin): string {
  return `SELECT l.company_id, 1000000000000000 + (l.invoice_id - 104000000000000) * 100 + l.rank AS id,
          l.invoice_id + c.shift AS invoice_id, l.rank, l.label, l.unit, l.quantity, l.vat_code, l.net, l.vat,
          CASE WHEN i.total = 0 THEN 1 ELSE i.currency_total / i.total END AS to_currency,
          CASE WHEN l.account LIKE '706%' OR l.account LIKE '6[12]%' THEN 'services'
               WHEN l.account LIKE '70%' THEN 'goods' END AS substance,
          i.created_at, i.updated_at
     FROM ${some("sandbox_model.invoice_lines")} l
     JOIN companies c USING (company_id)
     JOIN invoices i ON i.company_id = l.company_id AND i.id = l.invoice_id + c.shift`;
}

function bankAccountsSql({ all }: Origin): string {
  return `SELECT b.company_id, b.id + c.shift AS id, b.name, b.currency, b.balance::numeric AS balance,
          b.establishment_id, j.id AS journal_id, a.id AS ledger_account_id, b.created_at, b.updated_at
     FROM ${all("bank_accounts")} b
     JOIN companies c USING (company_id)
     JOIN journals j ON j.company_id = b.company_id AND j.code = 'BQ'
     LEFT JOIN ledger_accounts a
       ON a.company_id = b.company_id AND a.number = b.accounting_plan_item_number`;
}

function establishmentsSql({ all }: Origin): string {
  return `SELECT 0::bigint AS company_id, establishment_id AS id, min(establishment_name) AS name
     FROM ${all("bank_accounts")} AS b GROUP BY 1, 2
   UNION ALL
   SELECT 0, n, 'Banque fictive n° ' || n FROM generate_series(1, 2200) n
    WHERE n NOT IN (SELECT establishment_id FROM ${all("bank_accounts")} AS b)`;
}

function transactionsSql({ some }: Origin): string {
  return `SELECT t.company_id, t.id + c.shift AS id, t.execution_date AS date, t.label, t.amount_eur AS amount,
          t.outstanding_balance, t.currency, t.currency_amount, t.proof_status <> 'not_needed' AS attachment_required,
          b.id AS bank_account_id, b.journal_id, cu.id AS customer_id, su.id AS supplier_id,
          least(t.updated_at, t.execution_date::timestamp + interval '6 hours') AS created_at, t.updated_at
     FROM ${some("bank_transactions")} t
     JOIN companies c USING (company_id)
     LEFT JOIN bank_accounts b ON b.company_id = t.company_id AND b.name = t.account_name
     LEFT JOIN customers cu ON cu.company_id = t.company_id AND cu.id = t.thirdparty_id + c.shift
     LEFT JOIN suppliers su ON su.company_id = t.company_id AND su.id = t.thirdparty_id + c.shift`;
}

function matchesSql({ some }: Origin): string {
  return `SELECT DISTINCT t.company_id, t.id AS transaction_id, i.id AS invoice_id, i.kind
     FROM ${some("derived.transactions")} t
     JOIN companies c USING (company_id)
     JOIN ledger_entries e ON e.company_id = t.company_id AND e.id = t.id AND e.invoice_number <> ''
     JOIN invoices i ON i.company_id = t.company_id AND i.number = e.invoice_number
      AND i.party_id = coalesce(t.customer_id, t.supplier_id)`;
}

function paymentsSql({ some }: Origin): string {
  return `SELECT m.company_id, m.invoice_id, t.id + 100000000000000 AS id,
          'Paiement ' || i.number AS label, t.currency, abs(t.currency_amount) AS currency_amount,
          'found'::text AS status, t.created_at, t.updated_at
     FROM ${some("derived.matches")} m
     JOIN transactions t ON t.company_id = m.company_id AND t.id = m.transaction_id
     JOIN invoices i ON i.company_id = m.company_id AND i.id = m.invoice_id
    WHERE t.id % 3 = 0`;
}
