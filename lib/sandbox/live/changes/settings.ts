import { dateOf, dayOf, isoDay, monthOf, yearOf } from "../../calendar.ts";
import type { Step } from "../step.ts";
import { quoted } from "../texts.ts";
import { namesOnly } from "./parties.ts";

async function setLabel(
  step: Step,
  { kind, code, label }: { kind: "account" | "journal"; code: string; label: string },
): Promise<void> {
  const set = await step.execute(
    `UPDATE sandbox_model.labels SET label = $4, updated_at = $5::timestamp
      WHERE company_id = $1 AND kind = $2 AND code = $3`,
    ...[kind, code, label, step.at],
  );
  if (set > 0) return;
  await step.execute(
    `INSERT INTO sandbox_model.labels (company_id, kind, code, label, updated_at)
     VALUES ($1, $2, $3, $4, $5::timestamp)`,
    ...[kind, code, label, step.at],
  );
}

function relabelled(label: string, serial: number): string {
  return `${label.replace(/ \(\d+\)$/, "")} (${serial})`;
}

/** Another label for an account: no feed tells it, the lines of Data Sharing repeat it. */
export async function renameAccount(step: Step): Promise<string | null> {
  const account = await step.pick<{ number: string; label: string }>(
    `sandbox_api.ledger_accounts r
      WHERE r.company_id = $1 AND NOT r.auxiliary AND r.enabled AND r.number ~ '^[67]\\d{5}$'`,
  );
  if (account === null) return null;
  const label = relabelled(account.label, step.serial());
  await setLabel(step, { kind: "account", code: account.number, label });
  await namesOnly(step, async () => {
    await step.execute(
      `UPDATE sandbox_live.general_ledger SET plan_item_label = $3
        WHERE company_id = $1 AND plan_item_number = $2`,
      ...[account.number, label],
    );
    await step.execute(
      `UPDATE sandbox_live.bank_accounts SET accounting_plan_item_label = $3
        WHERE company_id = $1 AND accounting_plan_item_number = $2`,
      ...[account.number, label],
    );
  });
  return `compte ${account.number} renommé ${quoted(label)}`;
}

/** Another label for a journal: no feed tells it either. */
export async function renameJournal(step: Step): Promise<string | null> {
  const journal = await step.pick<{ code: string; label: string }>(
    "sandbox_api.journals r WHERE r.company_id = $1",
  );
  if (journal === null) return null;
  const label = relabelled(journal.label, step.serial());
  await setLabel(step, { kind: "journal", code: journal.code, label });
  await namesOnly(step, async () => {
    await step.execute(
      `UPDATE sandbox_live.general_ledger SET journal_label = $3
        WHERE company_id = $1 AND journal_code = $2`,
      ...[journal.code, label],
    );
  });
  return `journal ${journal.code} renommé ${quoted(label)}`;
}

/** Days ahead for which fiscal years may be opened. */
const AHEAD = 400;

/** The fiscal year after the last one. */
export async function openFiscalYear(step: Step): Promise<string | null> {
  const last = await step.first<{ end_date: string }>(
    "SELECT end_date FROM sandbox_live.fiscal_years WHERE company_id = $1 ORDER BY end_date DESC LIMIT 1",
  );
  if (last === null) return null;
  const start = dayOf(last.end_date) + 1;
  if (start > dayOf(step.day) + AHEAD) return null;
  const first = yearOf(start);
  const end = dateOf(first + 1, monthOf(start), 1) - 1;
  const descriptor = yearOf(end) === first ? String(first) : `${first}-${yearOf(end)}`;
  await step.execute(
    `INSERT INTO sandbox_live.fiscal_years (
       id, company_id, company_name, company_external_id, start_year, start_date, end_date, descriptor, updated_at)
     SELECT $2, company_id, company_name, company_external_id, $3, $4, $5, $6, $7
       FROM sandbox_live.fiscal_years WHERE company_id = $1 ORDER BY end_date DESC LIMIT 1`,
    ...[
      step.company.base + FISCAL_YEAR + first,
      first,
      isoDay(start),
      isoDay(end),
      descriptor,
      step.at,
    ],
  );
  return `exercice ${descriptor} ouvert`;
}

/** Where the ids of fiscal years begin in those of a company. */
const FISCAL_YEAR = 7_200_000_000;
