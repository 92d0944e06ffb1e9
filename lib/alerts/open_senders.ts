import type { AlertSettings } from "../config/mod.ts";
import { emailSender } from "./email_sender.ts";
import type { Sender } from "./types.ts";
import { webhookSender } from "./webhook_sender.ts";

/**
 * The senders of the settings.
 *
 * @param alerts Settings; null: no alert is wanted.
 * @returns One for e-mail, one for each webhook.
 */
export function openSenders(alerts: AlertSettings | null): Sender[] {
  if (alerts === null) return [];
  const { emails, smtp, webhooks } = alerts;
  return [
    ...(smtp === null || emails.length === 0 ? [] : [emailSender(smtp, { emails })]),
    ...webhooks.map((webhook) => webhookSender(webhook)),
  ];
}
