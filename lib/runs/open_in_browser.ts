import { pathToFileURL } from "node:url";

/**
 * Opens a local page in the default browser, without waiting for it.
 *
 * @param file Absolute path of an HTML file.
 * @param os Which system this is. @default the running one
 * @returns False when the system has no command for it.
 */
export async function openInBrowser(file: string, os: string = Deno.build.os): Promise<boolean> {
  const [command, args] = browserCommand(pathToFileURL(file).href, os);
  try {
    const { success } = await new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(10_000),
    }).output();
    return success;
  } catch {
    // no such command: a machine without a desktop
    return false;
  }
}

/**
 * The command that opens an address on a system.
 *
 * @param url A `file:` or `http:` address.
 * @param os As in `Deno.build.os`.
 * @returns Command and arguments.
 */
export function browserCommand(url: string, os: string): [string, string[]] {
  if (os === "windows") return ["cmd", ["/c", "start", "", url.replaceAll("&", "^&")]];
  return [os === "darwin" ? "open" : "xdg-open", [url]];
}
