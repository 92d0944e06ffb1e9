import type { WebhookKind } from "../config/mod.ts";
import { shortened } from "./_shortened.ts";
import type { Message } from "./types.ts";

/** Slack refuses longer texts of blocks, longer headers, and messages of more than fifty blocks. */
const SLACK_TEXT = 2_900;
const SLACK_HEADER = 150;
const SLACK_BLOCKS = 20;
/** Teams refuses cards of more than 28 KB; an accented letter takes two bytes. */
const TEAMS_TEXT = 9_000;
const TEAMS_BLOCK = 1_500;

/**
 * The body that a webhook takes.
 *
 * @param kind Of the webhook.
 * @param message What is to be told.
 * @returns A value for JSON.
 */
export function webhookBody(kind: WebhookKind, message: Message): unknown {
  if (kind === "slack") return slackBody(message);
  return kind === "teams" ? teamsBody(message) : jsonBody(message);
}

/** The text is what notifications show; nothing in it is taken for a mention or a link. */
function slackBody({ subject, text }: Message): unknown {
  const escaped = (value: string) =>
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return {
    text: escaped(subject),
    blocks: [
      { type: "header", text: { type: "plain_text", text: shortened(subject, SLACK_HEADER) } },
      ...parts(escaped(text).replaceAll("```", "'''"), SLACK_TEXT).slice(0, SLACK_BLOCKS)
        .map((part) => ({
          type: "section",
          text: { type: "mrkdwn", text: `\`\`\`${part}\`\`\`` },
        })),
    ],
  };
}

/** An adaptive card, as workflows and connectors of Teams take it. */
function teamsBody({ subject, text }: Message): unknown {
  const block = (value: string, more: object) => ({
    ...{ type: "TextBlock", text: plainMarkdown(value), wrap: true },
    ...more,
  });
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      block(subject, { weight: "Bolder", size: "Medium" }),
      ...parts(shortened(text, TEAMS_TEXT), TEAMS_BLOCK)
        .map((part) => block(part.replaceAll("\n", "\n\n"), { spacing: "Small" })),
    ],
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

/** Teams would take these signs for links and emphasis. */
function plainMarkdown(text: string): string {
  return text.replaceAll(/[\\*_[\]`~#]/g, (sign) => `\\${sign}`).replaceAll(/^( *)-/gm, "$1\\-");
}

/** For programs: `version` changes when a reader would have to. */
function jsonBody({ demo, machine, subject, text, news, sentAt }: Message): unknown {
  return {
    ...{ version: 1, source: "penny", demo, machine, sentAt, subject, text },
    incidents: news.map(({ state, incident }) => ({
      state,
      ...{ scope: incident.scope, key: incident.key, kind: incident.kind },
      ...{ title: incident.title, cause: incident.cause, lines: incident.lines },
      ...{ report: incident.where, openedAt: incident.openedAt, closedAt: incident.closedAt },
    })),
  };
}

/** Whole lines together, as many as go into one part. */
function parts(text: string, longest: number): string[] {
  const all: string[] = [];
  for (const line of text.split("\n").map((one) => shortened(one, longest / 2))) {
    const last = all.at(-1);
    if (last === undefined || last.length + line.length + 1 > longest) all.push(line);
    else all[all.length - 1] = `${last}\n${line}`;
  }
  return all;
}
