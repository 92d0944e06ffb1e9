import { ServiceError } from "../base/mod.ts";

/**
 * Writes a file so that a reader sees the old or the new content, never a part.
 *
 * @param file Absolute path.
 * @param content UTF-8 text.
 * @throws {ServiceError} When the disk is full or read-only.
 */
export async function writeFileAtomically(file: string, content: string): Promise<void> {
  const temporary = `${file}.${Deno.pid}.tmp`;
  try {
    await Deno.writeTextFile(temporary, content);
    await Deno.rename(temporary, file);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {
      // the write itself failed: there may be nothing to remove
    });
    throw diskError("écrire le fichier", file, error);
  }
}

/**
 * The error for a disk that refuses, with its cause named in French.
 *
 * @param action What was tried, such as `écrire le fichier`.
 * @param subject File or folder.
 * @param cause What the system threw.
 * @returns An error to throw.
 */
export function diskError(action: string, subject: string, cause: unknown): ServiceError {
  return new ServiceError(
    `Impossible ${/^[aeiouéh]/.test(action) ? "d'" : "de "}${action} « ${subject} » : ${
      diskState(cause)
    }`,
    {
      cause,
    },
  );
}

function diskState(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === "ENOSPC") return "le disque est plein ; libérez de la place puis relancez";
  if (code === "EROFS") {
    return "le disque est en lecture seule ; choisissez un dossier où vous pouvez écrire";
  }
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) {
    return "l'accès est refusé ; vérifiez les droits sur ce dossier";
  }
  return `${
    cause instanceof Error ? cause.message : String(cause)
  } ; vérifiez le disque puis relancez`;
}
