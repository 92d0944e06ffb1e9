import type { FaultState } from "./fault_state.ts";

type Json = Record<string, unknown>;

/**
 * Applies to an answer the faults that change its content.
 *
 * @param body What the endpoint answers; not changed.
 * @param options Faults in force and path of the request.
 */
export function spoil(body: Json, options: { faults: FaultState; path: string }): Json {
  const { faults, path } = options;
  let spoiled = body;
  const each = (change: (item: Json) => Json) => {
    spoiled = Array.isArray(spoiled.items)
      ? { ...spoiled, items: spoiled.items.map((item) => change(item as Json)) }
      : change(spoiled);
  };
  const unknown = faults.strike("unknown_enum", path);
  if (unknown) each((item) => replaced(item, unknown.field, () => unknown.value ?? "sandbox_new"));
  const nulled = faults.strike("null_value", path);
  if (nulled) each((item) => replaced(item, nulled.field, () => null));
  const wrong = faults.strike("wrong_type", path);
  if (wrong) each((item) => replaced(item, wrong.field, otherType));
  if (faults.strike("extra_key", path)) spoiled = withExtraKeys(spoiled) as Json;
  return spoiled;
}

function otherType(value: unknown): unknown {
  return typeof value === "string" ? 42 : "sandbox";
}

function replaced(item: Json, field: string, change: (value: unknown) => unknown): Json {
  const [key, ...rest] = field.split(".") as [string, ...string[]];
  if (!(key in item)) return item;
  const value = item[key];
  if (rest.length === 0) return { ...item, [key]: change(value) };
  if (typeof value !== "object" || value === null) return item;
  return { ...item, [key]: replaced(value as Json, rest.join("."), change) };
}

function withExtraKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExtraKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withExtraKeys(one)]);
  return { ...Object.fromEntries(entries), sandbox_extra: "x" };
}
