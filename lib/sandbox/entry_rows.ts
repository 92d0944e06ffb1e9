import { JOURNAL_LABELS, labelOf } from "./accounts.ts";
import { type Day, isoDay } from "./calendar.ts";
import { decimalOf } from "./money.ts";
import type { Row, RowContext } from "./row_context.ts";
import type { Entry, Line, ThirdParty } from "./types.ts";

/** What all lines of an entry share, as text. */
interface EntryText {
  readonly id: string;
  readonly date: string;
  readonly link: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly invoiceNumber: string | null;
  readonly etl: [string, string | null];
}

/** Writes an entry to `general_ledger` and, once per tag, to `analytical_ledger`. */
export function entryRows(
  context: RowContext,
  item: { readonly entry: Entry; readonly deletedOn?: Day },
): void {
  const { entry, deletedOn = null } = item;
  const text: EntryText = {
    id: String(entry.id),
    date: isoDay(entry.day),
    link: entry.hasFile ? `https://app.pennylane.com/documents/${entry.id}.pdf` : null,
    createdAt: context.time(entry.createdOn, entry.id),
    updatedAt: context.time(entry.updatedOn, entry.id),
    // Empty text and null both stand for « nothing » in the application.
    invoiceNumber: entry.invoiceNumber ?? (entry.journal === "BQ" ? "" : null),
    etl: context.etl(Math.max(entry.createdOn, entry.updatedOn), deletedOn),
  };
  for (const line of entry.lines) {
    const party = partyOf(entry, line);
    context.write("general_ledger", ledgerRow(context, { entry, line, party, text }));
    if (line.tags.length === 0) {
      context.write(
        "analytical_ledger",
        analyticalRow(context, { entry, line, party, text }, NO_TAG),
      );
    }
    for (const tag of line.tags) {
      const shown = [tag.group, tag.label, tag.code, tag.weight];
      context.write(
        "analytical_ledger",
        analyticalRow(context, { entry, line, party, text }, shown),
      );
    }
  }
}

const NO_TAG: Row = [null, null, null, null];

/** The third party of a line: its own, else that of the document on accounts of classes 4 and 5. */
function partyOf(entry: Entry, line: Line): ThirdParty | null {
  const first = line.account.charCodeAt(0);
  return line.thirdParty ?? (first === 52 || first === 53 ? entry.thirdParty : null);
}

function accountLabel(line: Line): string {
  return line.thirdParty?.account === line.account ? line.thirdParty.name : labelOf(line.account);
}

interface LineParts {
  readonly entry: Entry;
  readonly line: Line;
  readonly party: ThirdParty | null;
  readonly text: EntryText;
}

/** What both ledgers tell of a line, from its date to its entry's label. */
function bookedPart({ entry, line, text }: LineParts): Row {
  return [
    text.date,
    line.lettering === null ? null : String(line.lettering),
    line.label,
    decimalOf(line.debit),
    decimalOf(line.credit),
    line.account,
    accountLabel(line),
    entry.journal,
    JOURNAL_LABELS[entry.journal],
    text.id,
    entry.label,
    text.invoiceNumber,
  ];
}

function partyPart({ party }: LineParts): Row {
  return [party === null ? null : String(party.id), party?.account ?? null, party?.name ?? null];
}

function ledgerRow(context: RowContext, parts: LineParts): Row {
  const { entry, line, text } = parts;
  return [
    context.companyId,
    context.company.name,
    String(line.id),
    ...bookedPart(parts),
    entry.pieceRef,
    ...partyPart(parts),
    text.link,
    entry.createdBy,
    text.createdAt,
    text.updatedAt,
    ...text.etl,
  ];
}

function analyticalRow(context: RowContext, parts: LineParts, tag: Row): Row {
  const { entry, line, text } = parts;
  return [
    String(line.id),
    context.companyId,
    context.company.name,
    ...bookedPart(parts),
    text.link,
    entry.pieceRef,
    text.createdAt,
    text.updatedAt,
    ...partyPart(parts),
    ...tag,
    ...text.etl,
  ];
}
