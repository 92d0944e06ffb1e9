import { join } from "node:path";
import type { FieldValues } from "./_fields.ts";
import { askedFolder } from "./_folders.ts";
import type { LogSettings } from "./types.ts";

const MEGABYTE = 1_000_000;
const DEFAULT_MEGABYTES = 10;
const DEFAULT_FILES = 10;

/**
 * Where logs go and how much of them stays. The folder is made by who writes there.
 *
 * @param root The clone, absolute.
 * @param values All settings.
 * @returns The settings.
 */
export function logSettings(root: string, values: FieldValues): LogSettings {
  const asked = values.PENNY_LOGS;
  return {
    folder: asked === undefined ? join(root, "logs") : askedFolder(root, asked),
    maxBytes: (values.PENNY_LOG_SIZE ?? DEFAULT_MEGABYTES) * MEGABYTE,
    maxFiles: values.PENNY_LOG_FILES ?? DEFAULT_FILES,
  };
}
