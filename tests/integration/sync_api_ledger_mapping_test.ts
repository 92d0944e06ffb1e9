import assert from "node:assert/strict";
import { COMPANY, type Composer, NAME, type Raw, type Row, withComposer } from "./_api_mapping.ts";

const ENTRY: Raw = ["ledger_entries", {
  id: 100,
  label: "Vente",
  invoice_number: "",
  piece_number: "P-1",
  status: null,
  date: "2026-01-01",
  due_date: "2026-02-01",
  created_at: "2026-01-01T08:00:00.000000Z",
  updated_at: "2026-01-02T08:00:00.100000Z",
  attachment: { url: "https://x" },
}];

function line(id: number, more: Record<string, unknown>): Raw {
  return ["ledger_entry_lines", {
    id,
    date: "2026-01-01",
    label: "Ligne",
    debit: "0.0",
    credit: "1234.5",
    journal: { id: 1, url: "https://x" },
    ledger_account: { id: 2, number: "706000", url: "https://x" },
    ledger_entry: { id: 100 },
    lettered_ledger_entry_lines: { ids: [], url: "https://x" },
    categories: [],
    ...more,
  }];
}

const GROUPS: readonly Raw[] = [
  ["category_groups", { id: 50, label: "Magasin" }],
  ["category_groups", { id: 51, label: "Activité" }],
];

const CATEGORIES = [
  {
    id: 61,
    label: "Nord",
    weight: "0.333333",
    category_group: { id: 50 },
    analytical_code: "N1",
  },
  { id: 62, label: "Conseil", weight: "1.0", category_group: { id: 51 }, analytical_code: null },
  { id: 63, label: "Sans axe", weight: "1.0", category_group: { id: 99 }, analytical_code: "" },
];

const LINE: Row = {
  company_id: COMPANY,
  company_name: NAME,
  date: "2026-01-01",
  label: "Ligne",
  debit: "0.0",
  credit: "1234.5",
  plan_item_number: "706000",
  plan_item_label: "Prestations",
  journal_code: "VT",
  journal_label: "Ventes",
  journal_type: "sales",
  journal_id: "1",
  ledger_account_id: "2",
};

const ENTRY_PART: Row = {
  document_id: "100",
  document_label: "Vente",
  fec_pieceref: "P-1",
  document_created_at: "2026-01-01 08:00:00",
  document_updated_at: "2026-01-02 08:00:00.1",
  due_date: "2026-02-01",
};

async function mirrorChart({ mirror }: Composer): Promise<void> {
  await mirror("journals", { id: "1", code: "VT", label: "Ventes", type: "sales" });
  await mirror("ledger_accounts", { id: "2", number: "706000", label: "Prestations" });
}

Deno.test("insertStatement() gives a ledger line with its entry, journal, account and lettering", async () => {
  await withComposer("ledger", async (composer) => {
    await mirrorChart(composer);
    const rows = await composer.compose(
      "general_ledger",
      ENTRY,
      line(3, { lettered_ledger_entry_lines: { ids: [12, 3, 107] }, categories: CATEGORIES }),
      line(4, { ledger_entry: { id: 101 }, lettered_ledger_entry_lines: null, categories: null }),
    );
    assert.deepEqual(
      rows,
      [
        {
          ...LINE,
          ...ENTRY_PART,
          id: "3",
          lettering: "3",
          categories: "Nord ; Conseil ; Sans axe",
        },
        { ...LINE, id: "4", document_id: "101" },
      ],
    );
  });
});

Deno.test("insertStatement() gives a row per category of a line, and one for a line without", async () => {
  await withComposer("analytical", async (composer) => {
    await mirrorChart(composer);
    const rows = await composer.compose(
      "analytical_ledger",
      ENTRY,
      ...GROUPS,
      line(3, { categories: CATEGORIES }),
      line(4, {}),
      line(5, { categories: null }),
    );
    const booked = { ...LINE, ...ENTRY_PART };
    assert.deepEqual(
      rows,
      [
        {
          ...booked,
          id: "3",
          tag_group: "Activité",
          tag_label: "Conseil",
          tag_weight: "1.0",
          category_id: "62",
        },
        {
          ...booked,
          id: "3",
          tag_group: "Magasin",
          tag_label: "Nord",
          analytical_code: "N1",
          tag_weight: "0.333333",
          category_id: "61",
        },
        { ...booked, id: "3", tag_label: "Sans axe", tag_weight: "1.0", category_id: "63" },
        { ...booked, id: "4" },
        { ...booked, id: "5" },
      ],
    );
  });
});
