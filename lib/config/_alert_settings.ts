import { isThisMachine } from "./_api_address.ts";
import type { FieldValues } from "./_fields.ts";
import { proxyOf } from "./_proxy_settings.ts";
import { type Fault, missing, type ReadFields } from "./_read_fields.ts";
import type { AlertSettings, SmtpSettings } from "./types.ts";

const DEFAULT_STALE_HOURS = 26;
const DEFAULT_PORTS = { tls: 465, starttls: 587, none: 25 } as const;
const IMPLICIT_TLS_PORT = 465;

/**
 * Where alerts go.
 *
 * @param values All settings.
 * @returns Null when no address is set.
 */
export function alertSettings(values: FieldValues): AlertSettings | null {
  const emails = values.PENNY_ALERT_EMAILS ?? [];
  const webhooks = values.PENNY_ALERT_WEBHOOKS ?? [];
  if (emails.length === 0 && webhooks.length === 0) return null;
  return {
    emails,
    smtp: smtpSettings(values),
    webhooks: webhooks.map((webhook) => ({ ...webhook, proxy: proxyOf(webhook.url, values) })),
    staleHours: values.PENNY_ALERT_STALE ?? DEFAULT_STALE_HOURS,
  };
}

/**
 * The addresses that a proxy may stand before.
 *
 * @param values All settings.
 * @returns Those of the webhooks.
 */
export function alertAddresses({ PENNY_ALERT_WEBHOOKS: webhooks = [] }: FieldValues): string[] {
  return webhooks.map(({ url }) => url);
}

/**
 * What is wrong with these settings taken together.
 *
 * @param read What was found of all settings.
 * @returns Missing server or sender, a password that would travel in the clear.
 */
export function alertFaults({ values }: ReadFields): Fault[] {
  const faults: Fault[] = [];
  const wanted = values.PENNY_ALERT_EMAILS !== undefined;
  if (wanted && values.PENNY_SMTP_HOST === undefined) {
    faults.push(missing("PENNY_SMTP_HOST", "ou retirez PENNY_ALERT_EMAILS"));
  }
  if (wanted && senderOf(values) === null) {
    faults.push(missing("PENNY_SMTP_FROM", "ou une adresse dans PENNY_SMTP_USER"));
  }
  if (values.PENNY_SMTP_USER !== undefined && values.PENNY_SMTP_PASSWORD === undefined) {
    faults.push(missing("PENNY_SMTP_PASSWORD", "ou retirez PENNY_SMTP_USER"));
  }
  if (isClear(values)) {
    faults.push({
      key: "PENNY_SMTP_TLS",
      text:
        "le mot de passe ne partirait pas chiffré, attendu : starttls ou tls ; none convient à un serveur sans mot de passe ou sur cette machine",
    });
  }
  return faults;
}

function smtpSettings(values: FieldValues): SmtpSettings | null {
  const { PENNY_SMTP_HOST: host, PENNY_SMTP_USER: user } = values;
  const from = senderOf(values);
  if (host === undefined || from === null) return null;
  const encryption = encryptionOf(values);
  return {
    host,
    port: values.PENNY_SMTP_PORT ?? DEFAULT_PORTS[encryption],
    encryption,
    login: user === undefined ? null : { user, password: values.PENNY_SMTP_PASSWORD ?? "" },
    from,
  };
}

function encryptionOf(values: FieldValues): SmtpSettings["encryption"] {
  if (values.PENNY_SMTP_TLS !== undefined) return values.PENNY_SMTP_TLS;
  return values.PENNY_SMTP_PORT === IMPLICIT_TLS_PORT ? "tls" : "starttls";
}

function senderOf(values: FieldValues): string | null {
  if (values.PENNY_SMTP_FROM !== undefined) return values.PENNY_SMTP_FROM;
  const user = values.PENNY_SMTP_USER;
  return user?.includes("@") ? user : null;
}

function isClear(values: FieldValues): boolean {
  const host = values.PENNY_SMTP_HOST;
  if (host === undefined || values.PENNY_SMTP_USER === undefined) return false;
  if (encryptionOf(values) !== "none") return false;
  const address = `smtp://${host}`;
  return !URL.canParse(address) || !isThisMachine(new URL(address));
}
