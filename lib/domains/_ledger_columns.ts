import { amount, bigint, date, onlyApi, text, timestamp } from "./_column.ts";
import { companyId, companyName, createdAt, updatedAt } from "./_shared_columns.ts";
import type { Column } from "./types.ts";

const [ENTRIES, ACCOUNTS, JOURNALS] = ["/ledger_entries", "/ledger_accounts", "/journals"];

/** Columns that both ledgers have, by name; each ledger puts them in the order of its own source. */
const COLUMNS: readonly Column[] = [
  companyId(),
  companyName(),
  bigint("id", ["Ligne", "Identifiant Pennylane de la ligne d'écriture."], { api: "id" }),
  date("date", ["Date", "Date comptable de la ligne."], { api: "date" }),
  bigint("lettering", [
    "Lettrage",
    "Identifiant commun aux lignes lettrées ensemble ; vide si la ligne n'est pas lettrée. Avec l'API : la plus petite ligne du groupe.",
  ], { api: "min(lettered_ledger_entry_lines.ids)" }),
  text("label", ["Libellé", "Libellé de la ligne, à défaut celui du document."], { api: "label" }),
  amount("debit", ["Débit", "Montant au débit, en euros."], { api: "debit" }),
  amount("credit", ["Crédit", "Montant au crédit, en euros."], { api: "credit" }),
  text("plan_item_number", [
    "Compte",
    "Numéro du compte ; les comptes auxiliaires 401 et 411 peuvent contenir des lettres.",
  ], { api: "ledger_account.number" }),
  text("plan_item_label", ["Intitulé du compte", "Intitulé du compte dans le plan comptable."], {
    api: `${ACCOUNTS}#label`,
  }),
  text("journal_code", ["Journal", "Code du journal, par exemple VT, HA, BQ, OD, AN."], {
    api: `${JOURNALS}#code`,
  }),
  text("journal_label", ["Intitulé du journal", "Intitulé du journal."], {
    api: `${JOURNALS}#label`,
  }),
  bigint("document_id", [
    "Écriture",
    "Document à l'origine de la ligne ; avec la société, il désigne l'écriture. Vide : écriture inconnue.",
  ], { api: "ledger_entry.id" }),
  text("document_label", ["Libellé de la pièce", "Libellé du document à l'origine de la ligne."], {
    api: `${ENTRIES}#label`,
  }),
  text("invoice_number", ["N° de facture", "Numéro de la facture liée."], {
    api: `${ENTRIES}#invoice_number`,
  }),
  text("fec_pieceref", ["Référence de pièce", "Référence de pièce telle que dans le FEC."], {
    api: `${ENTRIES}#piece_number`,
  }),
  bigint("thirdparty_id", ["Tiers", "Identifiant du client ou du fournisseur de la ligne."]),
  text("thirdparty_plan_item_number", [
    "Compte auxiliaire",
    "Numéro du compte auxiliaire du tiers.",
  ]),
  text("thirdparty_plan_item_label", [
    "Intitulé du compte auxiliaire",
    "Intitulé du compte auxiliaire du tiers.",
  ]),
  text("invoice_link", ["Lien du justificatif", "Adresse du fichier joint, s'il y en a un."]),
  text("created_by", ["Auteur", "Auteur de la ligne."]),
  timestamp("document_created_at", [
    "Pièce créée le",
    "Date et heure de création du document (UTC).",
  ], { api: `${ENTRIES}#created_at` }),
  timestamp("document_updated_at", [
    "Pièce modifiée le",
    "Date et heure de la dernière modification du document (UTC).",
  ], { api: `${ENTRIES}#updated_at` }),
];

/** The shared ledger columns of these names, in this order. */
export function ledgerColumns(names: readonly string[]): Column[] {
  return names.map((name) => {
    const column = COLUMNS.find((candidate) => candidate.name === name);
    if (column === undefined) throw new RangeError(`Cannot find the ledger column "${name}"`);
    return column;
  });
}

/** What the APIs alone say of a ledger line. */
export function ledgerApiColumns(): Column[] {
  return onlyApi([
    text("journal_type", [
      "Type de journal",
      "`sales` ventes, `purchases` achats, `finances` banque, `carryover` à-nouveaux, `misc` opérations diverses…",
    ], { api: `${JOURNALS}#type` }),
    text("entry_status", [
      "État de l'écriture",
      "`draft` brouillon, `complete` validée… ; vide sur les écritures manuelles.",
    ], { api: `${ENTRIES}#status` }),
    date("due_date", ["Échéance", "Date d'échéance de l'écriture."], {
      api: `${ENTRIES}#due_date`,
    }),
    bigint("ledger_account_id", ["Compte (identifiant)", "Identifiant du compte."], {
      api: "ledger_account.id",
    }),
    bigint("journal_id", ["Journal (identifiant)", "Identifiant du journal."], {
      api: "journal.id",
    }),
    createdAt(),
    updatedAt(),
  ]);
}
