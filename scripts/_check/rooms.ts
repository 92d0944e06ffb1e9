const CONNECTORS = [
  "lib/connectors/postgres",
  "lib/connectors/embedded_postgres",
  "lib/connectors/data_sharing",
  "lib/connectors/pennylane",
] as const;

const SYNC_MAY = [
  "lib/base",
  "lib/config",
  "lib/domains",
  ...CONNECTORS,
  "lib/frames",
  "lib/transforms",
  "lib/warehouse",
] as const;

/** Who may import whom: the table of docs/architecture.md as data. A room may always import itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "lib/base": [],
  "lib/config": ["lib/base"],
  "lib/domains": ["lib/base"],
  "lib/connectors/postgres": ["lib/base"],
  "lib/connectors/embedded_postgres": ["lib/base", "lib/connectors/postgres"],
  "lib/connectors/data_sharing": ["lib/base", "lib/connectors/postgres"],
  "lib/connectors/pennylane": ["lib/base", "lib/connectors/postgres"],
  "lib/frames": ["lib/base", "lib/domains"],
  "lib/transforms": ["lib/base", "lib/domains", "lib/frames"],
  "lib/display": ["lib/base", "lib/domains", "lib/frames"],
  "lib/warehouse": ["lib/base", "lib/config", ...CONNECTORS],
  "lib/sync": SYNC_MAY,
  "lib/session": [...SYNC_MAY, "lib/sync", "lib/display", "lib/sandbox"],
  "lib/jupyter": ["lib/base"],
  "lib/logs": ["lib/base", "lib/config"],
  "lib/alerts": ["lib/base", "lib/config", "lib/domains", "lib/connectors/postgres"],
  "lib/runs": [
    "lib/base",
    "lib/config",
    "lib/warehouse",
    ...CONNECTORS,
    "lib/jupyter",
    "lib/logs",
  ],
  "lib/sandbox": ["lib/base", ...CONNECTORS],
  "lib/scheduling": [
    "lib/base",
    "lib/config",
    "lib/connectors/postgres",
    "lib/warehouse",
    "lib/jupyter",
    "lib/runs",
    "lib/session",
    "lib/alerts",
    "lib/logs",
  ],
  "lib/doctor": [...SYNC_MAY, "lib/sync", "lib/session", "lib/runs"],
  "lib": ["lib/*"],
  "scripts": ["lib", "lib/*"],
  "tests": ["lib", "lib/*", "scripts"],
};

/** npm packages that only some rooms may import; everything else is free. */
export const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  "pg": ["lib/connectors/*", "tests"],
  "pg-copy-streams": ["lib/connectors/*", "tests"],
  "embedded-postgres": ["lib/connectors/embedded_postgres"],
  "dotenv": ["lib/config"],
  "undici": ["lib/connectors/pennylane", "lib/alerts", "tests"],
  "nodemailer": ["lib/alerts"],
  "smtp-server": ["tests"],
  "pino": ["lib/logs"],
  "playwright-core": ["tests", "scripts"],
  "croner": ["lib/scheduling"],
  "graphile-worker": ["lib/scheduling"],
  "jsonc-parser": ["lib/scheduling"],
};

/**
 * The room that a file belongs to: the longest name of {@linkcode ROOMS} that its folder begins with.
 *
 * @param file Path from the root, with `/`.
 * @returns The room, or null for a file of no room (a folder of `lib/` that the table does not know).
 *
 * @example
 * ```ts
 * import { roomOf } from "./rooms.ts";
 * import assert from "node:assert/strict";
 * assert.equal(roomOf("lib/connectors/postgres/pool.ts"), "lib/connectors/postgres");
 * assert.equal(roomOf("lib/mod.ts"), "lib");
 * assert.equal(roomOf("lib/unknown/a.ts"), null);
 * ```
 */
export function roomOf(file: string): string | null {
  if (/^lib\/[^/]+$/.test(file)) return "lib";
  const names = Object.keys(ROOMS).filter((room) => room !== "lib" && file.startsWith(`${room}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? null;
}

function matches(room: string, allowed: readonly string[]): boolean {
  return allowed.some((name) =>
    name === room || (name.endsWith("/*") && room.startsWith(name.slice(0, -1)))
  );
}

/** Whether `to` lies behind a `_x` file or folder whose owner's folder does not hold `from`. */
function isForeignPrivate(from: string, to: string): boolean {
  const parts = to.split("/");
  const index = parts.findIndex((part) => part.startsWith("_"));
  if (index < 0) return false;
  const owner = parts.slice(0, index).join("/");
  return !from.startsWith(`${owner}/`);
}

/**
 * Judges one import between two files of the tree.
 *
 * Unit tests (`_test.ts`) may import any room, but no private file of another folder.
 *
 * @param from Importing file, path from the root, with `/`.
 * @param to Imported file, likewise.
 * @returns The fault in one sentence, or null when the import is allowed.
 *
 * @example
 * ```ts
 * import { importFault } from "./rooms.ts";
 * import assert from "node:assert/strict";
 * assert.equal(importFault("lib/sync/a.ts", "lib/frames/mod.ts"), null);
 * assert.match(importFault("lib/frames/a.ts", "lib/sync/mod.ts")!, /must not import lib\/sync/);
 * ```
 */
export function importFault(from: string, to: string): string | null {
  if (isForeignPrivate(from, to)) {
    return `imports "${to}", private to its folder; import its mod.ts`;
  }
  const source = roomOf(from);
  const target = roomOf(to);
  if (source === null) {
    return `belongs to no room; add its folder to docs/architecture.md and scripts/_check/rooms.ts`;
  }
  if (target === null || target === source || from.endsWith("_test.ts")) return null;
  return matches(target, ROOMS[source] ?? [])
    ? null
    : `${source} must not import ${target} ("${to}")`;
}

/**
 * Judges the import of an npm package.
 *
 * @param from Importing file, path from the root, with `/`.
 * @param specifier The text of the import, e.g. `pg`.
 * @returns The fault in one sentence, or null when the import is allowed.
 */
export function packageFault(from: string, specifier: string): string | null {
  const room = roomOf(from);
  if (specifier === "penny" && !from.startsWith("tests/")) {
    return `imports "penny", which is for notebooks; import the room's mod.ts`;
  }
  const allowed = PACKAGE_ROOMS[specifier];
  if (allowed === undefined || room === null || from.endsWith("_test.ts")) return null;
  return matches(room, allowed) ? null : `${room} must not import "${specifier}"`;
}
