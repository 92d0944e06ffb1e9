import type { Check } from "../display/mod.ts";
import type { Column, Domain } from "../domains/mod.ts";
import { frameFromRows } from "../frames/mod.ts";

const NOWHERE: Column["sources"] = { data_sharing: null, api: null, firm: null };

/** Columns that the checks make themselves. */
const MADE: readonly Column[] = [
  made("debut_exercice", "date", "Début d'exercice"),
  made("fin_exercice", "date", "Fin d'exercice"),
  { ...made("debit", "decimal", "Débit"), scale: 2 },
  { ...made("credit", "decimal", "Crédit"), scale: 2 },
  { ...made("ecart", "decimal", "Écart"), scale: 2 },
  made("lignes", "bigint", "Nombre de lignes"),
];

/**
 * The rows at fault of a blocking check, with French headers.
 *
 * @param domain What was checked.
 * @param rows As recorded: names, then one array per row; empty when the check keeps none.
 * @returns What a check list shows beside the check.
 */
export function gateRows(
  domain: Domain,
  rows: readonly (readonly (string | null)[])[],
): Pick<Check, "rows" | "columns"> {
  const [names = [], ...values] = rows;
  if (values.length === 0) return {};
  const isBalance = names.includes("ecart");
  const columns = names.map((name) => columnOf(domain, name ?? "", isBalance));
  return { rows: frameFromRows(values.map((row) => [...row]), columns), columns };
}

/** A value that a check refuses may not fit the type of its column: it is shown as text. */
function columnOf(domain: Domain, name: string, isBalance: boolean): Column {
  const own = MADE.find((column) => column.name === name);
  if (own && (isBalance || own.type === "bigint")) return own;
  const label = domain.columns.find((column) => column.name === name)?.label ?? name;
  return made(name, "text", label);
}

function made(name: string, type: Column["type"], label: string): Column {
  return { name, type, label, description: "", summable: false, sources: NOWHERE };
}
