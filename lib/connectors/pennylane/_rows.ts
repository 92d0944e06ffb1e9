import type { z } from "zod";
import { opening } from "./_failure.ts";
import { ContractError, type RequestName } from "./errors.ts";

/** What a message needs to know of the rows. */
export interface RowsContext {
  readonly request: RequestName;
  /** Name of the resource. */
  readonly name: string;
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "absent";
  return Array.isArray(value) ? "array" : typeof value;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (current as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

/** What can be shown of a value without showing a row. */
function shortText(value: unknown): string | null {
  if (!["string", "number", "boolean"].includes(typeof value)) return null;
  return String(value).slice(0, 40);
}

function fault(issue: z.core.$ZodIssue, value: unknown): string {
  const received = typeName(valueAt(value, issue.path));
  if (issue.code === "invalid_type" && issue.expected !== received) {
    return `attendu ${issue.expected}, reçu ${received}`;
  }
  return `valeur hors format (${issue.message})`;
}

/**
 * Checks one value against its schema; unknown keys stay. The error names resource, id and path, never the value.
 *
 * @param schema Schema of the value.
 * @param value Parsed JSON.
 * @param context Resource and request.
 * @returns The value, typed.
 * @throws ContractError A type is wrong or a key is missing.
 */
export function parseRow<S extends z.ZodType>(
  schema: S,
  value: unknown,
  context: RowsContext,
): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const id = valueAt(value, ["id"]);
  const path = issue.path.length === 0 ? null : issue.path.join(".");
  const row = typeof id === "number" ? ` d'id ${id}` : "";
  throw new ContractError(
    `${opening(context.request)} : réponse inattendue pour « ${context.name} »${row}, ${
      path === null ? "objet entier" : `clé « ${path} »`
    } : ${fault(issue, value)} ; signalez-le à Pennylane ou mettez Penny à jour`,
    {
      ...{ request: context.request, status: 200, path, id: typeof id === "number" ? id : null },
      value: shortText(valueAt(value, issue.path)),
    },
  );
}
