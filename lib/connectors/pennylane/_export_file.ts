import { Buffer } from "node:buffer";
import { type Dispatcher, interceptors, request as undiciRequest } from "undici";
import { opening } from "./_failure.ts";
import { networkFailure } from "./_network_failure.ts";
import type { TransportSettings } from "./_transport.ts";
import { ExportError, isPennylaneError, type RequestName } from "./errors.ts";
import type { ExportFile } from "./exports.ts";

/** A link dies after 30 minutes; one that is this old is renewed first. */
const LINK_LIFE_MS = 25 * 60_000;
const MAX_REDIRECTIONS = 5;

/** A file that is ready. */
interface ReadyExport {
  readonly id: number;
  /** Path of the export below the base URL, for messages: the link itself is a secret. */
  readonly path: string;
  readonly url: string;
  /** A new link. */
  readonly renew: () => Promise<string | null>;
}

/**
 * The file of an export that is ready.
 *
 * @param settings Dispatcher and clock of the client. The token is not sent along: the link opens by itself.
 * @param ready Id, link, and how to get a new one.
 * @returns The file.
 */
export function createExportFile(settings: TransportSettings, ready: ReadyExport): ExportFile {
  const request: RequestName = { method: "GET", path: `${ready.path} (fichier)` };
  let link = { url: ready.url, at: settings.clock.now().getTime() };
  const freshLink = async () => {
    const url = await ready.renew();
    if (!url) throw unusable(request, "lien absent");
    link = { url, at: settings.clock.now().getTime() };
  };
  const open = async (): Promise<Dispatcher.ResponseData> => {
    if (settings.clock.now().getTime() - link.at > LINK_LIFE_MS) await freshLink();
    for (let attempt = 1;; attempt++) {
      const answer = await download(settings, link.url, request);
      if (answer.statusCode === 200) return answer;
      await answer.body.dump();
      if (attempt === 2) throw unusable(request, `réponse ${answer.statusCode}`);
      await freshLink();
    }
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    const answer = await open();
    try {
      for await (const chunk of answer.body) yield chunk as Uint8Array;
    } catch (error) {
      throw asFailure(error, settings, request);
    }
  };
  const fileName = fileNameOf(ready);
  return Object.freeze({
    id: ready.id,
    fileName,
    chunks,
    bytes: async () => {
      const parts: Uint8Array[] = [];
      for await (const part of chunks()) parts.push(part);
      return new Uint8Array(Buffer.concat(parts));
    },
  });
}

/** The last part of the link, without what a file name must not hold. */
function fileNameOf({ id, url }: ReadyExport): string {
  const last = URL.canParse(url) ? new URL(url).pathname.split("/").at(-1) ?? "" : "";
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // A name that is not well encoded is taken as it is.
  }
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  return name.replaceAll(/[\\/:*?"<>|\x00-\x1f]/g, "_").replace(/^\.+/, "_") || `export_${id}`;
}

async function download(
  settings: TransportSettings,
  url: string,
  request: RequestName,
): Promise<Dispatcher.ResponseData> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw unusable(request, "lien illisible");
  }
  const { dispatcher, timeoutMs, signal } = settings;
  try {
    return await undiciRequest(url, {
      dispatcher: dispatcher.compose(
        interceptors.redirect({ maxRedirections: MAX_REDIRECTIONS }),
      ),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal,
    });
  } catch (error) {
    throw asFailure(error, settings, request);
  }
}

function unusable(request: RequestName, state: string): ExportError {
  return new ExportError(
    `${opening(request)} : téléchargement impossible, ${state} ; relancez l'export`,
    { request, retriable: true },
  );
}

function asFailure(error: unknown, settings: TransportSettings, request: RequestName): unknown {
  if (settings.signal?.aborted || isPennylaneError(error)) return error;
  const { token, timeoutMs, names } = settings;
  return networkFailure(error, { request, token, timeoutMs, names });
}
