import { serverFault } from "./_faults.ts";

/** The system account that runs the server; PostgreSQL refuses root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts to take when Penny runs as root, best first. */
const CANDIDATES = ["postgres", "nobody"] as const;

/**
 * The account to run the server with.
 *
 * @param folder For the message.
 * @returns An unprivileged account when Penny runs as root, else null: Penny's own.
 * @throws ServiceError Penny runs as root and the system has no such account.
 */
export async function unprivilegedAccount(folder: string): Promise<Account | null> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return null;
  const lines = (await Deno.readTextFile("/etc/passwd").catch(() => "")).split("\n");
  for (const name of CANDIDATES) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (fields && uid > 0 && gid > 0) return { uid, gid };
  }
  throw serverFault(
    folder,
    "Penny est lancé par root et le système n'a ni compte « postgres » ni compte « nobody »",
    "créez le compte « postgres » ou lancez Penny avec un utilisateur ordinaire",
  );
}

/**
 * Gives a file or folder to the server's account; does nothing when Penny is not root.
 *
 * @param path What to give.
 * @param account From `unprivilegedAccount`.
 */
export async function giveTo(path: string, account: Account | null): Promise<void> {
  if (account) await Deno.chown(path, account.uid, account.gid);
}
