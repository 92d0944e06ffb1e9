import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { SmtpSettings } from "../../lib/config/mod.ts";
import { CERTIFICATE, CERTIFICATE_KEY } from "./_certificate.ts";

/** An e-mail as it came over the wire. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  /** Decoded, with the ends of lines as `\n`. */
  readonly text: string;
  readonly raw: string;
  readonly encrypted: boolean;
  readonly user: string | null;
}

/** A server of a test; `port` on 127.0.0.1. */
interface Served extends AsyncDisposable {
  readonly port: number;
}

/** A real SMTP server. */
export interface MailServer extends Served {
  readonly mails: ReceivedMail[];
  /** How to reach it. */
  readonly smtp: SmtpSettings;
}

/** The password that the server takes. */
export const SMTP_PASSWORD = "mot-de-passe-du-courriel";

/**
 * Starts an SMTP server that takes the user `penny` and the password {@linkcode SMTP_PASSWORD}, and refuses addresses that
 * begin with `refus`.
 *
 * @param encryption How it is to be spoken to.
 * @param options Of smtp-server.
 */
export async function serveMail(
  encryption: SmtpSettings["encryption"] = "starttls",
  options: SMTPServerOptions = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...{ key: CERTIFICATE_KEY, cert: CERTIFICATE, secure: encryption === "tls" },
    ...{ disableReverseLookup: true, disabledCommands: [], closeTimeout: 200 },
    onAuth({ username, password }, _session, callback) {
      if (password === SMTP_PASSWORD) callback(null, { user: username });
      else callback(Object.assign(new Error(`refusé : ${password}`), { responseCode: 535 }));
    },
    onRcptTo({ address }, _session, callback) {
      callback(address.startsWith("refus") ? new Error("inconnu") : undefined);
    },
    onData(stream, session, callback) {
      const parts: Uint8Array[] = [];
      stream.on("data", (part: Uint8Array) => parts.push(part));
      stream.on("end", () => {
        const raw = new TextDecoder().decode(concat(parts));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          ...readMail(raw),
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          encrypted: Boolean(session.secure),
          user: session.user === undefined ? null : String(session.user),
        });
        callback(null);
      });
    },
    ...options,
  });
  server.on("error", () => {
    // a client that goes away in the middle
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const login = { user: "penny", password: SMTP_PASSWORD };
  return {
    ...{ mails, port },
    smtp: { host: "127.0.0.1", port, encryption, login, from: "penny@cabinet.fr" },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Headers and text of a message that has one part. */
function readMail(raw: string): Pick<ReceivedMail, "subject" | "text" | "raw"> {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const header = (name: string) =>
    new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, "im").exec(head)?.[1]?.replaceAll("\r\n", "") ??
      "";
  const body = rest.join("\r\n\r\n");
  const coding = header("Content-Transfer-Encoding");
  const text = coding === "base64"
    ? new TextDecoder().decode(
      Uint8Array.from(atob(body.replaceAll(/\s/g, "")), (c) => c.charCodeAt(0)),
    )
    : coding === "quoted-printable"
    ? fromQuoted(body.replaceAll("=\r\n", ""))
    : body;
  const subject = header("Subject").replaceAll(/\?=\s+=\?/g, "?==?").replaceAll(
    /=\?UTF-8\?([QB])\?([^?]*)\?=/gi,
    (_, kind, word) =>
      kind.toUpperCase() === "B"
        ? new TextDecoder().decode(Uint8Array.from(atob(word), (c) => c.charCodeAt(0)))
        : fromQuoted(word.replaceAll("_", " ")),
  );
  return { subject, text: text.replaceAll("\r\n", "\n"), raw };
}

function fromQuoted(text: string): string {
  const bytes = [...text.matchAll(/=([0-9A-F]{2})|([\s\S])/gi)]
    .flatMap(([, hex, char]) => hex ? [parseInt(hex, 16)] : [...new TextEncoder().encode(char)]);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** A request that a webhook took. */
export interface ReceivedPost {
  readonly path: string;
  readonly type: string;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** A real HTTP server. */
export interface HookServer extends Served {
  readonly posts: ReceivedPost[];
  /** What it answers from now on; null: nothing at all. */
  status: number | null;
  /** Such as `http://127.0.0.1:40123/hook`. */
  readonly url: string;
}

/**
 * Starts an HTTP server that keeps what is posted to it.
 *
 * @param scheme `https` with the certificate of the tests. @default "http"
 */
export async function serveHook(scheme: "http" | "https" = "http"): Promise<HookServer> {
  const posts: ReceivedPost[] = [];
  const state = { status: 200 as number | null };
  const answer: RequestListener = async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    const text = new TextDecoder().decode(concat(parts));
    const type = request.headers["content-type"] ?? "";
    posts.push({ path: request.url ?? "", type, body: JSON.parse(text) });
    if (state.status === null) return;
    response.writeHead(state.status, { location: "http://127.0.0.1:9/elsewhere" }).end("ok");
  };
  const server = scheme === "http"
    ? createHttpServer(answer)
    : createHttpsServer({ key: CERTIFICATE_KEY, cert: CERTIFICATE }, answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    ...{ posts, port, url: `${scheme}://127.0.0.1:${port}/hook` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** A proxy that tunnels for the user `paul` with the password `é:p@ss`. */
export interface ProxyServer extends Served {
  /** Where it was asked to tunnel to. */
  readonly tunnels: string[];
}

/** Starts a proxy. */
export async function serveProxy(): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const expected = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode("paul:é:p@ss")))}`;
  const proxy = createHttpServer((_, response) => response.writeHead(407).end());
  proxy.on("connect", (request, client: Socket) => {
    sockets.add(client.on("error", () => {}));
    if (request.headers["proxy-authorization"] !== expected) {
      return client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    }
    tunnels.push(request.url!);
    const [host, port] = request.url!.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.pipe(client);
      client.pipe(target);
    });
    sockets.add(target.on("error", () => {}));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    tunnels,
    port: (proxy.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Starts a server that takes connections and says only `greeting`, for ever. */
export async function serveSilence(greeting = ""): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    if (greeting !== "") socket.write(greeting);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
