import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Config, ConfigInspection } from "../../lib/config/mod.ts";
import {
  type Check,
  checkLines,
  type DoctorOptions,
  runDoctor,
  verdictOf,
} from "../../lib/doctor/mod.ts";

/** Password of everything in these tests; it must never be seen. */
export const SECRET = "tres-secret-0123456789";

/** A whole diagnosis. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  /** As printed. */
  readonly text: string;
  readonly status: number;
  /** Those of a label that begins so. */
  of(label: string): Check[];
  /** Labels of the errors. */
  readonly errors: string[];
}

/** Looks at settings that have no fault, or at those with some. */
export async function diagnose(
  subject: Config | ConfigInspection,
  options: DoctorOptions = {},
): Promise<Diagnosis> {
  const inspection = "faults" in subject
    ? subject
    : { config: subject, faults: [], hasFile: true, secrets: [] };
  const checks = await Array.fromAsync(runDoctor(inspection, { limitMs: 5_000, ...options }));
  const text = checks.flatMap(checkLines).join("\n");
  // Nobody redacts here: no text of a check may hold a secret in the first place.
  assert.doesNotMatch(JSON.stringify(checks), new RegExp(`${SECRET}|token-\\d`));
  return {
    ...{ checks, text, status: verdictOf(checks).status },
    of: (label) => checks.filter((check) => check.label.startsWith(label)),
    errors: checks.filter(({ status }) => status === "error").map(({ label }) => label),
  };
}

/** Settings with the API alone, served at an address. */
export function withApi(
  config: Config,
  baseUrl: string,
  { tokens = ["token-0"], proxy = null }: {
    readonly tokens?: readonly string[];
    readonly proxy?: string | null;
  } = {},
): Config {
  return { ...config, dataSharing: null, api: { kind: "pennylane", tokens, baseUrl, proxy } };
}

/** A port of this machine where nobody listens. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** A proxy that asks everybody for a password. */
export async function withClosedProxy(test: (url: string) => Promise<void>): Promise<void> {
  const proxy = createServer((_, response) => response.writeHead(407).end());
  proxy.on("connect", (_, client) => {
    client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  try {
    await test(`http://paul:${SECRET}@127.0.0.1:${(proxy.address() as AddressInfo).port}/`);
  } finally {
    await new Promise((closed) => proxy.close(closed));
  }
}
