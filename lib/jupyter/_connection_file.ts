import { randomBytes } from "node:crypto";
import { join } from "node:path";

/** The channels of a kernel, in the order of their ports. */
export const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"] as const;

/** What a client needs to reach a kernel. */
export interface Connection {
  readonly ip: string;
  readonly key: string;
  readonly ports: Readonly<Record<typeof CHANNELS[number], number>>;
}

/** A connection file on disk; it holds the key, so nobody else may read it. */
export interface ConnectionFile {
  readonly path: string;
  readonly connection: Connection;
  /** Removes the file and its folder; doing so twice is fine. */
  remove(): void;
}

/** Writes the file that `deno jupyter --conn` reads, with a fresh key, in a new temporary folder. */
export async function writeConnectionFile(ports: readonly number[]): Promise<ConnectionFile> {
  const [shell, iopub, stdin, control, hb] = ports as [number, number, number, number, number];
  const connection: Connection = {
    ip: "127.0.0.1",
    key: randomBytes(32).toString("hex"),
    ports: { shell, iopub, stdin, control, hb },
  };
  const folder = await Deno.makeTempDir({ prefix: "penny-noyau-" });
  const path = join(folder, "connection.json");
  await Deno.writeTextFile(path, JSON.stringify(toFile(connection)), { mode: 0o600 });
  return { path, connection, remove: () => removeFolder(folder) };
}

function toFile(connection: Connection): Record<string, unknown> {
  const ports = CHANNELS.map((channel) => [`${channel}_port`, connection.ports[channel]]);
  return {
    ...Object.fromEntries(ports),
    ip: connection.ip,
    transport: "tcp",
    key: connection.key,
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}

function removeFolder(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    // Gone already, or Windows still holds it open for the dying kernel: the system cleans its temporary folder.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      if (Deno.build.os !== "windows") throw error;
    }
  }
}
