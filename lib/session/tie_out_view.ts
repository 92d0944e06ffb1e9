import { plural } from "../base/mod.ts";
import {
  type Displayable,
  frameTable,
  paragraph,
  stack,
  statement,
  type StatementLine,
} from "../display/mod.ts";
import type { Column, DomainName } from "../domains/mod.ts";
import { frameFromRows } from "../frames/mod.ts";
import {
  type Company,
  compareToSource,
  openTieOut,
  type SyncContext,
  type TieOut,
  type TieOutChoice,
  type TieOutPart,
  tieOuts,
  type TieOutSide,
} from "../sync/mod.ts";
import { formatDateTime } from "./views.ts";

/** Rows that are shown of a difference. */
const OPENED_ROWS = 10;

/**
 * The statements of a company, each difference without a reason opened down to its rows.
 *
 * @param context The synchronisation.
 * @param choice Which figures are held against one another.
 * @param company The one on display.
 * @returns One statement under the other; a sentence when one of the two figures is missing.
 */
export async function tieOutView(
  context: Pick<SyncContext, "db" | "schema">,
  choice: TieOutChoice,
  company: Company,
): Promise<Displayable> {
  const statements = await tieOuts(context, choice, [company.companyId]);
  if (statements.length === 0) return nothing(company);
  const parts: Displayable[] = [];
  for (const one of statements) {
    parts.push(statementView(one));
    for (const part of one.unexplained.parts.filter(({ rows }) => rows > 0)) {
      parts.push(await openedView(context, choice, { one, kind: part.kind }));
    }
  }
  return stack(parts);
}

/**
 * « Comparer à Pennylane »: what was read of a table from Data Sharing against what Data Sharing gives at this moment.
 *
 * @param context The synchronisation.
 * @param options Table, and the company on display.
 * @returns One statement under the other; a sentence when the company was never read from there.
 */
export async function sourceView(
  context: SyncContext,
  options: { readonly domain: DomainName; readonly company: Company },
): Promise<Displayable> {
  const statements = await compareToSource(context, options);
  return statements.length === 0 ? nothing(options.company) : stack(statements.map(statementView));
}

function nothing({ name }: Company): Displayable {
  return paragraph(
    `Rien à rapprocher pour ${name} : l'un des deux côtés n'a pas encore été lu dans Pennylane, ou n'existe pas.`,
  );
}

function statementView(one: TieOut): Displayable {
  const { explained, unexplained } = one;
  return statement({
    title: one.title,
    sides: [sideLine(one.left), sideLine(one.right)],
    difference: one.difference,
    parts: [...explained.map(partLine), ...unexplained.parts.map(partLine)],
    unexplained: { label: "Non expliqué", amount: unexplained.amount },
    isOpen: unexplained.rows > 0,
    scale: one.unit === "rows" ? 0 : 2,
  });
}

function sideLine({ label, amount, readAt }: TieOutSide): StatementLine {
  return {
    label,
    amount,
    remark: readAt === null ? "jamais lu" : `lu le ${formatDateTime(readAt)}`,
  };
}

function partLine({ label, amount, rows }: TieOutPart): StatementLine {
  return { label, amount, ...(rows === 0 ? {} : { remark: plural(rows, "ligne") }) };
}

async function openedView(
  context: Pick<SyncContext, "db" | "schema">,
  choice: TieOutChoice,
  { one, kind }: { readonly one: TieOut; readonly kind: string },
): Promise<Displayable> {
  const { headers, rows } = await openTieOut(context, choice, {
    companyId: one.companyId,
    subject: one.subject,
    kind,
    limit: OPENED_ROWS,
  });
  const columns = headers.map(({ label, type }, at): Column => ({
    name: `c${at}`,
    label,
    description: "",
    summable: false,
    sources: { data_sharing: null, api: null, firm: null },
    ...(type === "amount" ? { type: "decimal", scale: 6 } : { type }),
  }));
  return frameTable(frameFromRows(rows, columns), { columns, foot: false });
}
