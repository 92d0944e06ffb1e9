import { isThisMachine } from "./_api_address.ts";
import type { WebhookKind, WebhookSettings } from "./types.ts";

/** Form of PENNY_ALERT_WEBHOOKS, in French; completes « attendu : … ». */
export const WEBHOOKS_EXPECTED =
  "des adresses https séparées par des virgules (http sur cette machine seulement), au besoin précédées de slack:, teams: ou json:";

const KINDS: readonly WebhookKind[] = ["slack", "teams", "json"];
const SLACK_HOST = /^hooks\.slack(?:-gov)?\.com$/;
const TEAMS_HOST =
  /\.(?:webhook\.office\.com|logic\.azure\.com|powerplatform\.com|powerautomate\.com)$/;

/**
 * Reads one address of a webhook.
 *
 * @param text With or without `slack:`, `teams:` or `json:` before it; otherwise the address decides.
 * @returns Kind and address; null: no address that may be used.
 */
export function readWebhook(text: string): Pick<WebhookSettings, "kind" | "url"> | null {
  const prefix = KINDS.find((kind) => text.toLowerCase().startsWith(`${kind}:`));
  const address = prefix === undefined ? text : text.slice(prefix.length + 1).trim();
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.username !== "" || url.password !== "") return null;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url))) return null;
  return { kind: prefix ?? kindOf(url), url: url.href };
}

/**
 * The texts of a webhook setting that must not be written: who knows an address can write to it.
 *
 * @param value Value of PENNY_ALERT_WEBHOOKS.
 * @returns Each address as written and as sent, and what follows the name of the machine.
 */
export function webhookSecrets(value: string): string[] {
  return value.split(",").map((item) => item.trim()).filter(Boolean).flatMap((item) => {
    const read = readWebhook(item);
    if (read === null) return [item];
    const { pathname, search, href } = new URL(read.url);
    const paths = [pathname, pathname + search].filter((text) => text.length > 12);
    return [item, href, ...paths];
  });
}

function kindOf({ hostname }: URL): WebhookKind {
  if (SLACK_HOST.test(hostname)) return "slack";
  return TEAMS_HOST.test(hostname) ? "teams" : "json";
}
