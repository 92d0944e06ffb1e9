import { hostname } from "node:os";
import { chooseNews, marksOf } from "./choose_news.ts";
import { composeMessage } from "./compose_message.ts";
import type {
  Channel,
  DeliveryMark,
  IncidentBook,
  KeptIncident,
  News,
  ReportOutcome,
  Sender,
} from "./types.ts";

/** What {@linkcode sendNews} works with. */
export interface SendNewsOptions {
  readonly senders: readonly Sender[];
  readonly demo: boolean;
  readonly now: Date;
}

/** Channels that are told the same. */
interface Mailing {
  readonly sender: Sender;
  readonly channels: readonly Channel[];
  readonly news: readonly News[];
}

/**
 * Tells every channel what it has not been told yet, in one message each, and keeps what became of it.
 *
 * @param book Where incidents are kept.
 * @param options Senders.
 * @returns What became of it.
 */
export async function sendNews(
  book: IncidentBook,
  { senders, demo, now }: SendNewsOptions,
): Promise<ReportOutcome> {
  const incidents = senders.length === 0 ? [] : await book.incidents();
  const mailings = senders.flatMap((sender) => mailingsOf(sender, incidents, now));
  const machine = hostname();
  const results = await Promise.all(mailings.map(async ({ sender, channels, news }) => {
    const errors = await sender.send(composeMessage(news, { demo, machine, now }), channels);
    return channels.map((channel) => ({ channel, news, error: errors.get(channel.id) ?? null }));
  }));
  const all = results.flat();
  const marks = all.flatMap(({ channel, news, error }): DeliveryMark[] =>
    marksOf(news, { channel: channel.id, now, error })
  );
  if (marks.length > 0) await book.mark(marks, now);
  const failed = all.filter(({ error }) => error !== null);
  return {
    notes: all.map(({ channel, error }) => noteOf(channel, error)),
    sent: all.length - failed.length,
    failed: failed.length,
  };
}

function mailingsOf(
  sender: Sender,
  incidents: readonly KeptIncident[],
  now: Date,
): Mailing[] {
  const told = sender.channels.map((channel) => ({
    channel,
    news: chooseNews(incidents, { channel: channel.id, now }),
  })).filter(({ news }) => news.length > 0);
  const same = Map.groupBy(
    told,
    ({ news }) => news.map(({ state, incident }) => `${state} ${incident.id}`).join(),
  );
  return [...same.values()].map((group) => ({
    sender,
    channels: group.map(({ channel }) => channel),
    news: group[0]!.news,
  }));
}

function noteOf({ label }: Channel, error: string | null): string {
  return error === null
    ? `[INFO] Alerte envoyée : ${label}`
    : `[INFO] Alerte non envoyée, ${label} : ${error} ; nouvel essai avec la suivante`;
}
