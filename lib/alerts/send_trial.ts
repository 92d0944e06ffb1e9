import { hostname } from "node:os";
import { type Clock, systemClock } from "../base/mod.ts";
import { demoBand, subjectMark } from "./compose_message.ts";
import { shortInstant } from "./french_time.ts";
import { openSenders } from "./open_senders.ts";
import type { AlertConfig, Channel, Message, Sender } from "./types.ts";

/** Options of {@linkcode sendTrial}. */
export interface SendTrialOptions {
  /** @default those of the settings */
  readonly senders?: readonly Sender[];
  /** @default the machine's own */
  readonly clock?: Clock;
}

/** How a channel took the test. */
export interface TrialResult {
  readonly channel: Channel;
  /** French; null: the message was taken. */
  readonly error: string | null;
}

/**
 * Sends a message to every channel that says that it is a test.
 *
 * @param config Settings.
 * @param options Senders.
 * @returns One result for each channel.
 */
export async function sendTrial(
  config: Pick<AlertConfig, "alerts" | "demo">,
  { senders = openSenders(config.alerts), clock = systemClock }: SendTrialOptions = {},
): Promise<TrialResult[]> {
  const { demo } = config;
  const now = clock.now();
  const machine = hostname();
  const message: Message = {
    ...{ demo, machine, news: [], sentAt: now.toISOString() },
    subject: `${subjectMark(demo)} Essai des alertes`,
    text: [
      ...demoBand(demo),
      "Les alertes de Penny arrivent ici : il n'y a rien à faire.",
      "",
      `Envoyé par « deno task alert test », machine ${machine}, le ${shortInstant(now)}.`,
    ].join("\n"),
  };
  const results = await Promise.all(senders.map(async (sender) => {
    const errors = await sender.send(message, sender.channels);
    return sender.channels.map((channel) => ({ channel, error: errors.get(channel.id) ?? null }));
  }));
  return results.flat();
}
