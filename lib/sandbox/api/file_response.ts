import type { Exports } from "./exports.ts";
import type { ApiContext } from "./types.ts";

const BLOBS = "/rails/active_storage/blobs/redirect/";
const PUBLIC = "/public/invoice/pdf";

/**
 * The file of an export, for whoever has its link: no token is asked, as on the real server.
 *
 * @param url Requested address.
 * @param options Exports of the server.
 * @returns Null when the address is none of a living link.
 */
export async function fileResponse(
  url: URL,
  { exports, context }: { exports: Exports; context: ApiContext },
): Promise<Response | null> {
  if (!url.pathname.startsWith(BLOBS)) return null;
  const file = await exports.file(url.pathname.slice(BLOBS.length).split("/")[0]!, context);
  return file && new Response(file.body, {
    headers: {
      "content-type": file.type,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    },
  });
}

/** A placeholder of the PDF of an invoice, null for another address. */
export function publicFile(url: URL): Response | null {
  if (url.pathname !== PUBLIC) return null;
  return new Response("%PDF-1.4\n% document fictif\n%%EOF\n", {
    headers: { "content-type": "application/pdf" },
  });
}
