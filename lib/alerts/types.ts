import type { Clock } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";

/** What has gone wrong. */
export type IncidentKind =
  | "failure"
  | "staleness"
  | "gate"
  | "tie_out"
  | "missed_run"
  | "worker";

/** Something that someone should know of. */
export interface Incident {
  /** Stable as long as it goes on: what it is and of what, such as `worker:<id>`. */
  readonly key: string;
  readonly kind: IncidentKind;
  /** French, one line. */
  readonly title: string;
  /** French, one line: why. */
  readonly cause: string;
  /** French: the first details. */
  readonly lines: readonly string[];
  /** Where the report is, from the clone, such as `outputs/<run>/index.html`; null: nowhere. */
  readonly where: string | null;
  /** It happened once: it is told once and never recovers. @default false */
  readonly event?: boolean;
}

/** What is wrong in one scope. */
export interface ScopeReport {
  /** Whose incidents: `runs`, `refusals`, `staleness`, `schedule`, `workers`… */
  readonly scope: string;
  /** All that is wrong now; what is open and not among them has recovered. */
  readonly incidents: readonly Incident[];
  /** Whether an open incident that is not among them can be judged now. @default every one */
  readonly judged?: (key: string) => boolean;
}

/** How incidents are reported. */
export interface ReportOptions {
  /** Channels, secrets, PENNY_HOME; `demo` marks every message. */
  readonly config: AlertConfig;
  /** Values that must not be written, beside those of the settings. @default none */
  readonly secrets?: readonly string[];
  /** @default the machine's own */
  readonly clock?: Clock;
}

/** The settings that alerts need. */
export type AlertConfig = Pick<
  Config,
  "alerts" | "secrets" | "home" | "root" | "demo" | "today"
>;

/** What became of a report; French lines without secrets. */
export interface ReportOutcome {
  /** For the console and the log: what was sent, and what could not be. */
  readonly notes: readonly string[];
  /** Channels that took a message. */
  readonly sent: number;
  /** Channels that refused it, or did not answer: they get it with the next report. */
  readonly failed: number;
}

/** What a channel was told of an incident; instants as ISO 8601. */
export interface Delivery {
  /** Last time it was told that the incident is there. */
  readonly toldAt: string | null;
  readonly recoveryToldAt: string | null;
  /** Tries that failed since something was told last. */
  readonly attempts: number;
  /** French; why the last try failed. */
  readonly error: string | null;
}

/** An incident as it is kept. */
export interface KeptIncident extends Omit<Incident, "event"> {
  /** Within its book. */
  readonly id: string;
  readonly scope: string;
  readonly event: boolean;
  /** ISO 8601, like the others. */
  readonly openedAt: string;
  /** When it was found last. */
  readonly seenAt: string;
  /** Null: it goes on. */
  readonly closedAt: string | null;
  /** By channel. */
  readonly deliveries: Readonly<Record<string, Delivery>>;
}

/** How one channel took the news of one incident. */
export interface DeliveryMark {
  readonly id: string;
  readonly channel: string;
  /** What changes in its delivery. */
  readonly delivery: Delivery;
}

/** Where incidents are kept. */
export interface IncidentBook {
  /** Opens, keeps and closes the incidents of a scope; they are without secrets. */
  record(report: ScopeReport, now: Date): Promise<void>;
  /** Incidents that go on, and those that ended not long ago, in the order in which they were opened. */
  incidents(): Promise<KeptIncident[]>;
  /** Keeps what channels were told. */
  mark(marks: readonly DeliveryMark[], now: Date): Promise<void>;
}

/** Why an incident is in a message. `past`: it is over and was never told. */
export type NewsState = "new" | "reminder" | "recovered" | "past";

/** One incident in a message. */
export interface News {
  readonly state: NewsState;
  readonly incident: KeptIncident;
}

/** A message, before it takes the form of a channel. */
export interface Message {
  readonly demo: boolean;
  /** Name of the machine that sends it. */
  readonly machine: string;
  readonly subject: string;
  /** Plain text, French, the subject not included. */
  readonly text: string;
  readonly news: readonly News[];
  /** ISO 8601. */
  readonly sentAt: string;
}

/** One place where messages arrive. */
export interface Channel {
  /** Stable and without secrets. */
  readonly id: string;
  /** French, without secrets, such as « Slack (hooks.slack.com) ». */
  readonly label: string;
}

/** Something that brings one message to some of its channels. */
export interface Sender {
  readonly channels: readonly Channel[];
  /** Never throws, and ends in time; answers French reasons by the id of the channels that did not get it. */
  send(message: Message, to: readonly Channel[]): Promise<ReadonlyMap<string, string>>;
}
