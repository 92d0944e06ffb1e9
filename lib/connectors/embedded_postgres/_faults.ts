import { PennyError, ServiceError } from "../../base/mod.ts";

const ENOSPC = 28;
const EROFS = 30;
const WINDOWS_DISK_FULL = 112;

/** What the server's log says, what it means, what to do. The first that is found counts. */
const LOG_FAULTS: readonly (readonly [pattern: RegExp, state: string, remedy: string])[] = [
  [/No space left on device/i, "le disque est plein", "libérez de la place puis relancez"],
  [
    /database files are incompatible with server/i,
    "ses données viennent d'une autre version de PostgreSQL",
    "déplacez ce dossier ailleurs, Penny en fera un nouveau",
  ],
  [
    /wrong ownership|must be started by the user that owns/i,
    "ses données appartiennent à un autre utilisateur du système",
    "lancez Penny avec cet utilisateur, ou indiquez un autre dossier avec PENNY_HOME",
  ],
  [
    /Permission denied|Operation not permitted/i,
    "un de ses fichiers n'est pas accessible à l'utilisateur qui le lance",
    "rétablissez les droits de ce dossier, ou indiquez un autre dossier avec PENNY_HOME",
  ],
  [
    /Read-only file system/i,
    "le dossier est en lecture seule",
    "indiquez un dossier où écrire avec PENNY_HOME",
  ],
  [
    /Cannot allocate memory|could not map anonymous shared memory/i,
    "la mémoire manque",
    "fermez d'autres programmes puis relancez",
  ],
  [
    /lock file "postmaster\.pid" already exists/i,
    "un autre programme semble déjà utiliser ses données",
    "arrêtez l'autre serveur, ou supprimez le fichier data/postmaster.pid s'il n'y en a pas",
  ],
];

/**
 * Tells a failed start or initdb in one sentence.
 *
 * @param folder Folder of the server.
 * @param output What the program or the log said.
 * @returns The error to throw.
 */
export function startFault(folder: string, output: string): ServiceError {
  for (const [pattern, state, remedy] of LOG_FAULTS) {
    if (pattern.test(output)) return serverFault(folder, state, remedy);
  }
  const said = output.split("\n").filter((line) => /FATAL|PANIC|error/i.test(line)).at(-1)?.trim();
  const state = said ? `le serveur dit « ${said} »` : "le serveur ne démarre pas";
  return serverFault(folder, state, "lisez server.log dans ce dossier");
}

/**
 * The one form of a message about the embedded server.
 *
 * @param folder Folder of the server.
 * @param state What was found, in French.
 * @param remedy What to do, in French.
 * @returns The error to throw.
 */
export function serverFault(folder: string, state: string, remedy: string): ServiceError {
  return new ServiceError(
    `Impossible de démarrer la base de données intégrée « ${folder} » : ${state} ; ${remedy}`,
  );
}

/**
 * Tells what the file system refused; a Penny error passes unchanged.
 *
 * @param folder Folder of the server.
 * @param error Anything thrown.
 * @returns The error to throw.
 */
export function folderFault(folder: string, error: unknown): unknown {
  if (error instanceof PennyError || !(error instanceof Error)) return error;
  const code = Number(/\(os error (\d+)\)/.exec(error.message)?.[1] ?? 0);
  if (code === ENOSPC || code === WINDOWS_DISK_FULL) {
    return serverFault(folder, "le disque est plein", "libérez de la place puis relancez");
  }
  if (code === EROFS) {
    return serverFault(
      folder,
      "le dossier est en lecture seule",
      "indiquez un dossier où écrire avec PENNY_HOME",
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return serverFault(
      folder,
      "l'accès à ce dossier est refusé",
      "lancez Penny avec l'utilisateur à qui il appartient, ou indiquez un autre dossier avec PENNY_HOME",
    );
  }
  return error;
}
