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

/** How a kernel gets its connection: the key in it lets whoever reads it run code. */
export interface ConnectionFile {
  /** What `deno jupyter --conn` is given. */
  readonly path: string;
  readonly connection: Connection;
  /** What the kernel's standard input has to hold. */
  readonly forStdin: Uint8Array;
  /** Removes what was written to the disk; doing so twice is fine. */
  remove(): void;
}

const STDIN = "/dev/stdin";

/**
 * A connection with a fresh key. Where the system has a path for the standard input it goes there, never to the disk; else into
 * a file that nobody else may read, in a new temporary folder.
 */
export async function newConnectionFile(
  ports: readonly number[],
  stdinPath: string = STDIN,
): Promise<ConnectionFile> {
  const [shell, iopub, stdin, control, hb] = ports as [number, number, number, number, number];
  const connection: Connection = {
    ip: "127.0.0.1",
    key: randomBytes(32).toString("hex"),
    ports: { shell, iopub, stdin, control, hb },
  };
  const content = new TextEncoder().encode(JSON.stringify(toFile(connection)));
  if (hasStdinPath(stdinPath)) {
    return { path: stdinPath, connection, forStdin: content, remove: () => {} };
  }
  const folder = await Deno.makeTempDir({ prefix: "penny-noyau-" });
  const path = join(folder, "connection.json");
  await Deno.writeFile(path, content, { mode: 0o600 });
  return { path, connection, forStdin: new Uint8Array(), remove: () => removeFolder(folder) };
}

function hasStdinPath(path: string): boolean {
  if (Deno.build.os === "windows") return false;
  try {
    return Deno.lstatSync(path) !== null;
  } catch {
    return false; // a bare container: the file does as well
  }
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
