import { z } from "zod";
import { PennyError } from "../base/mod.ts";
import { parseRecurrence } from "./parse_recurrence.ts";
import type { Schedule, Timing } from "./schedule.ts";

const TIMING = z.object({
  when: z.string(),
  faster: z.array(z.object({ from: z.string(), to: z.string(), when: z.string() })),
  timeZone: z.string(),
});

/** A schedule as penny.schedules keeps it: recurrences as their texts. */
export type Definition = Readonly<Record<string, unknown>>;

/**
 * What the database keeps of a schedule.
 *
 * @param schedule In force.
 * @returns Plain JSON.
 */
export function toDefinition(schedule: Schedule): Definition {
  const { name: _, ...rest } = schedule;
  return { ...rest, ...timingTexts(schedule) };
}

/**
 * The timing of a kept definition.
 *
 * @param definition Of penny.schedules.
 * @returns Null when it is of another version of Penny and cannot be read.
 */
export function timingOf(definition: Definition): Timing | null {
  const { success, data } = TIMING.safeParse(definition);
  if (!success) return null;
  try {
    return {
      when: parseRecurrence(data.when),
      faster: data.faster.map((period) => ({ ...period, when: parseRecurrence(period.when) })),
      timeZone: data.timeZone,
    };
  } catch (error) {
    if (error instanceof PennyError) return null;
    throw error;
  }
}

const REST = z.object({
  notebooks: z.array(z.string()),
  companies: z.array(z.string()),
  parameters: z.record(z.string(), z.string()),
  priority: z.number(),
  catchUp: z.enum(["once", "all", "skip"]),
});

/**
 * A schedule as it was last in force.
 *
 * @param name Of the schedule.
 * @param definition Of penny.schedules.
 * @returns Null when it cannot be read.
 */
export function fromDefinition(name: string, definition: Definition): Schedule | null {
  const timing = timingOf(definition);
  const rest = REST.safeParse(definition);
  return timing === null || !rest.success ? null : { name, ...timing, ...rest.data };
}

/**
 * Whether two timings give the same slots, as far as their texts tell.
 *
 * @param a One.
 * @param b Other.
 * @returns True also when only notebooks, companies or policy differ.
 */
export function sameTiming(a: Timing, b: Timing): boolean {
  return JSON.stringify(timingTexts(a)) === JSON.stringify(timingTexts(b));
}

function timingTexts({ when, faster, timeZone }: Timing) {
  return {
    when: when.text,
    faster: faster.map(({ from, to, when }) => ({ from, to, when: when.text })),
    timeZone,
  };
}
