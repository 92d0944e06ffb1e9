/** When something is due, again and again. */
export interface Recurrence {
  /** As the user wrote it, without spaces around. */
  readonly text: string;
  /** Cron patterns of five fields; due is what any of them gives. */
  readonly patterns: readonly string[];
  /**
   * What the days of a time change do.
   *
   * - `times`: a time of day. One that does not exist on that day is due at the first instant after the gap, one that comes
   *   twice is due the first time.
   * - `interval`: as `times` in a gap; a time that comes twice is due twice, so that no pause is longer than asked.
   * - `cron`: patterns whose minutes and hours have neither `*` nor `/` are like `times`; the others skip what does not exist,
   *   and are due twice when a time comes twice.
   */
  readonly kind: "times" | "interval" | "cron";
}
