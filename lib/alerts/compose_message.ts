import { NBSP, plural } from "../base/mod.ts";
import { isOver } from "./choose_news.ts";
import { frenchAge, shortInstant } from "./french_time.ts";
import type { Message, News, NewsState } from "./types.ts";

/** Groups that are told with all their details, by state. */
const DETAILED = 5;
/** Groups of which at least the title is told, by state. */
const NAMED = 20;
const LINES_SHOWN = 5;

const HEADINGS: Readonly<Record<NewsState, string>> = {
  new: "NOUVEAU",
  reminder: "TOUJOURS EN COURS (rappel quotidien)",
  recovered: "RÉTABLI",
  past: "PASSÉ, ET RÉTABLI DEPUIS (cet avis n'avait pas pu être envoyé)",
};
const ORDER: readonly NewsState[] = ["new", "reminder", "past", "recovered"];

/** What {@linkcode composeMessage} needs beside the news. */
export interface ComposeOptions {
  /** Marks the message as one about synthetic data. */
  readonly demo: boolean;
  /** Name of the machine. */
  readonly machine: string;
  readonly now: Date;
}

/**
 * One message for all that there is to tell.
 *
 * @param news At least one.
 * @param options Where it comes from.
 * @returns The message.
 */
export function composeMessage(
  news: readonly News[],
  { demo, machine, now }: ComposeOptions,
): Message {
  const sections = ORDER.flatMap((state) => section(state, news, now));
  const text = [
    ...demoBand(demo),
    ...sections,
    `Envoyé par Penny, machine ${machine}, le ${
      shortInstant(now)
    }. Un incident qui dure est rappelé une`,
    "fois par jour, et son rétablissement annoncé une fois. Incidents ouverts : deno task alert list",
  ].join("\n");
  return {
    ...{ demo, machine, text, news },
    subject: `${subjectMark(demo)} ${subjectOf(news)}`,
    sentAt: now.toISOString(),
  };
}

/**
 * How the subject of every message begins.
 *
 * @param demo Whether the data are synthetic.
 * @returns In brackets.
 */
export function subjectMark(demo: boolean): string {
  return demo ? "[Penny, données de démonstration]" : "[Penny]";
}

/**
 * How the text of every message begins.
 *
 * @param demo Whether the data are synthetic.
 * @returns Lines; none where they are real.
 */
export function demoBand(demo: boolean): string[] {
  return demo ? ["DÉMONSTRATION : données de démonstration, sociétés fictives.", ""] : [];
}

function subjectOf(news: readonly News[]): string {
  const going = news.filter(({ state }) => !isOver(state));
  const over = news.length - going.length;
  const [first] = going.length > 0 ? going : news;
  const { title } = first!.incident;
  if (going.length === 0) {
    return over === 1 ? `Rétabli : ${title}` : `${over} incidents rétablis, dont : ${title}`;
  }
  const count = going.length === 1 ? "" : `${going.length} incidents, dont : `;
  return `${count}${title}${over === 0 ? "" : ` (et ${over} rétabli${over === 1 ? "" : "s"})`}`;
}

function section(state: NewsState, news: readonly News[], now: Date): string[] {
  const groups = groupsOf(news.filter((one) => one.state === state));
  if (groups.length === 0) return [];
  const left = groups.slice(NAMED).flat().length;
  return [
    HEADINGS[state],
    ...groups.slice(0, DETAILED).flatMap((group) => detailed(group, now)),
    ...groups.slice(DETAILED, NAMED).map((group) => `- ${titleOf(group)}`),
    ...(left === 0 ? [] : [`- et ${plural(left, "autre")}`]),
    "",
  ];
}

/** Incidents of one kind and cause are told together. */
function groupsOf(news: readonly News[]): News[][] {
  const groups = Map.groupBy(news, ({ incident: { kind, cause } }) => `${kind} ${cause}`);
  return [...groups.values()];
}

function titleOf(group: readonly News[]): string {
  const others = group.length - 1;
  const { title } = group[0]!.incident;
  return others === 0 ? title : `${title} (et ${plural(others, "autre")} pour la même raison)`;
}

function detailed(group: readonly News[], now: Date): string[] {
  const { state, incident } = group[0]!;
  const { cause, event, where, openedAt, closedAt } = incident;
  const others = group.slice(1, 1 + LINES_SHOWN).map((one) => one.incident.title);
  const over = isOver(state);
  const lines = over ? [] : [...incident.lines.slice(0, LINES_SHOWN), ...others];
  const end = closedAt === null ? now : new Date(closedAt);
  const since = `le ${shortInstant(new Date(openedAt))}`;
  const lasted = over
    ? `Du ${shortInstant(new Date(openedAt))} au ${shortInstant(end)} (${frenchAge(openedAt, end)})`
    : event
    ? `Survenu ${since}`
    : `Depuis ${since}`;
  return [
    `- ${titleOf(group)}`,
    `  Cause${NBSP}: ${cause}`,
    ...lines.map((line) => `    ${line}`),
    `  ${lasted}`,
    ...(where === null || over ? [] : [`  Rapport${NBSP}: ${where}, dans le dossier de Penny`]),
  ];
}
