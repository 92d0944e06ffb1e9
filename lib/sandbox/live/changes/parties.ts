import type { Step } from "../step.ts";
import { quoted } from "../texts.ts";

const FIRST = ["Atelier", "Comptoir", "Maison", "Cabinet", "Garage", "Société"];
const LAST = [
  "du Port",
  "des Halles",
  "Saint-Roch",
  "de l'Étang",
  "« Le Phare »",
  "d'Amont; & Cie",
];
const SUFFIXES = ["Groupe", "& Fils", "Développement", "France", "l'Ancien\tet Cie"];

type Kind = "customer" | "supplier";

/** A new third party, with its account. */
export function makeParty(kind: Kind): (step: Step) => Promise<string> {
  return async (step) => {
    const id = step.id("thirdParty");
    const serial = step.serial();
    const name = `${step.random.pick(FIRST)} ${step.random.pick(LAST)} ${serial}`;
    const account = `${kind === "customer" ? "411" : "401"}L${serial}`;
    await step.execute(
      `INSERT INTO sandbox_model.third_parties (id, company_id, kind, iban, email, term_days, created_at)
       VALUES ($2, $1, $3, NULL, $4, $5, $6)`,
      ...[id, kind, `contact@${serial}.example`, step.random.pick([0, 30, 45]), step.madeAt],
    );
    await step.execute(
      `INSERT INTO sandbox_live.${kind}s (
         id, name, company_id, company_name, vat_rate, plan_item_number, postal_code, country_alpha2, city,
         registration_number, vat_number, legal_name, updated_at)
       VALUES ($2, $3, $1, $4, 'FR_200', $5, '29200', 'FR', 'Brest', '', NULL, $6, $7)`,
      ...[id, name, step.company.name, account, name.toUpperCase(), step.at],
    );
    step.tellNew(`${kind}s`, id);
    return `${kind === "customer" ? "client" : "fournisseur"} créé ${
      quoted(name)
    }, compte ${account}`;
  };
}

interface PartyRow {
  readonly id: string;
  readonly name: string;
  readonly plan_item_number: string;
}

/** Another name: links show it at once in the API, every column that repeats it in Data Sharing. */
export function renameParty(kind: Kind): (step: Step) => Promise<string | null> {
  return async (step) => {
    const party = await step.pick<PartyRow>(`sandbox_live.${kind}s r WHERE r.company_id = $1`);
    if (party === null) return null;
    const suffix = SUFFIXES.find((one) => party.name.endsWith(` ${one}`));
    const name = suffix === undefined
      ? `${party.name} ${step.random.pick(SUFFIXES)}`
      : party.name.slice(0, -suffix.length - 1);
    await step.execute(
      `UPDATE sandbox_live.${kind}s SET name = $3, updated_at = $4::timestamp WHERE company_id = $1 AND id = $2`,
      ...[party.id, name, step.at],
    );
    await namesOnly(step, async () => {
      for (const [table, column, key] of repeated(kind)) {
        await step.execute(
          `UPDATE sandbox_live.${table} SET ${column} = $3 WHERE company_id = $1 AND ${key} = $2`,
          ...[key === "plan_item_number" ? party.plan_item_number : party.id, name],
        );
      }
    });
    step.tell(`${kind}s`, "update", party.id);
    return `${kind === "customer" ? "client" : "fournisseur"} renommé ${quoted(name)}`;
  };
}

/** Where the name of a third party is repeated: table, column, key. */
function repeated(kind: Kind): readonly [string, string, string][] {
  return [
    [`${kind}_invoices`, `${kind}_name`, `${kind}_id`],
    ["bank_transactions", "thirdparty_name", "thirdparty_id"],
    ["general_ledger", "thirdparty_plan_item_label", "thirdparty_id"],
    ["general_ledger", "plan_item_label", "plan_item_number"],
  ];
}

/** Runs changes of names that the API finds through links: nothing of theirs is derived anew. */
export async function namesOnly(step: Step, change: () => Promise<void>): Promise<void> {
  await step.tx.execute("SET LOCAL sandbox_live.names = on");
  await change();
  await step.tx.execute("SET LOCAL sandbox_live.names = off");
}
