import { Agent, type Dispatcher, ProxyAgent, request } from "undici";
import { sha256, trustedCertificates } from "../base/mod.ts";
import type { WebhookSettings } from "../config/mod.ts";
import type { Message, Sender } from "./types.ts";
import { webhookBody } from "./webhook_bodies.ts";

const LIMIT_MS = 10_000;
const NAMES = { slack: "Slack", teams: "Teams", json: "webhook" } as const;

/** How a webhook is reached; for tests. */
export interface WebhookSenderOptions {
  /** Milliseconds for the whole request. @default 10000 */
  readonly limitMs?: number;
  /** Certificates to trust, PEM. @default those of the runtime and of the system */
  readonly certificates?: readonly string[];
}

/**
 * Sends messages to one webhook. Redirections are refused: they would carry the message to an address that nobody chose.
 *
 * @param settings Of the webhook.
 * @param options Time limit, certificates.
 * @returns A sender with one channel.
 */
export function webhookSender(
  settings: WebhookSettings,
  { limitMs = LIMIT_MS, certificates = trustedCertificates() }: WebhookSenderOptions = {},
): Sender {
  const { kind, url } = settings;
  const channel = {
    id: `webhook:${sha256(new TextEncoder().encode(url)).slice(0, 16)}`,
    label: `${NAMES[kind]} (${new URL(url).hostname})`,
  };
  return {
    channels: [channel],
    async send(message) {
      const reason = await post(settings, message, { limitMs, certificates });
      return new Map(reason === null ? [] : [[channel.id, reason]]);
    },
  };
}

/** French reason why it did not arrive; null: it did. */
async function post(
  { kind, url, proxy }: WebhookSettings,
  message: Message,
  { limitMs, certificates }: Required<WebhookSenderOptions>,
): Promise<string | null> {
  const dispatcher = dispatcherOf(proxy, certificates);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    const { statusCode, body } = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(webhookBody(kind, message)),
      ...{ dispatcher, signal: limit.signal },
    });
    await body.dump();
    return statusCode >= 200 && statusCode < 300 ? null : `réponse HTTP ${statusCode}`;
  } catch (error) {
    if (limit.signal.aborted) return `aucune réponse en ${limitMs / 1_000} s`;
    return networkReason(error);
  } finally {
    clearTimeout(timer);
    await dispatcher.destroy();
  }
}

function dispatcherOf(proxy: string | null, certificates: readonly string[]): Dispatcher {
  const tls = { ca: [...certificates] };
  if (proxy === null) return new Agent({ connect: tls });
  const { origin, username, password } = new URL(proxy);
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const token = username === ""
    ? {}
    : { token: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user)))}` };
  return new ProxyAgent({ uri: origin, ...token, requestTls: tls, proxyTls: tls });
}

/** The text of an error could hold the address: only what it is called is told. */
function networkReason(error: unknown): string {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (/CERT|SELF_SIGNED|ISSUER/.test(code) || /certificate/i.test(message)) {
    return "le certificat du serveur n'est pas reconnu";
  }
  return code === ""
    ? "l'envoi a échoué sur le réseau"
    : `l'envoi a échoué sur le réseau (${code})`;
}
