import type { Clock } from "../base/mod.ts";

/** The parts of a diagnosis, in the order in which they come. */
export const SECTIONS = [
  "Réglages",
  "Machine",
  "Base",
  "Data Sharing",
  "API Pennylane",
  "API Cabinet",
  "Résultat",
] as const;

/** A part of a diagnosis. */
export type Section = typeof SECTIONS[number];

/** One thing that was looked at, in French. */
export interface Check {
  readonly section: Section;
  /** What was looked at, e.g. « Table customers ». */
  readonly label: string;
  /** `error`: something that is asked for will fail; `info`: nothing to be done. */
  readonly status: "ok" | "error" | "info";
  /** What was found; several lines are possible. */
  readonly detail?: string;
  /** What to do. */
  readonly remedy?: string;
  /** Of an error: 2 for wrong settings or an unreachable service, 1 for what will be missing. @default 1 */
  readonly exitStatus?: 1 | 2;
}

/** A check without its section. */
export type Finding = Omit<Check, "section">;

/** How a diagnosis works. */
export interface DoctorOptions {
  /** Milliseconds that one check may take. @default 10000 */
  readonly limitMs?: number;
  /** Milliseconds for installing and starting the embedded base, and for making the books of a demonstration. @default 180000 */
  readonly preparationLimitMs?: number;
  /** The clock that is compared with others. @default the machine's */
  readonly clock?: Clock;
}

/** Options, all decided. */
export type Limits = Required<DoctorOptions>;
