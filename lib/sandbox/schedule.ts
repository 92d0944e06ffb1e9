import type { Day } from "./calendar.ts";

/** The order of what happens on one day. */
export const Order = {
  opening: 0,
  reversal: 1,
  normal: 2,
  reclassification: 3,
  monthEnd: 4,
  vatReturn: 5,
  yearEnd: 6,
  incomeTax: 7,
} as const;

/**
 * What is to happen on which day. A task may schedule others on the same day or later; what lies after the last day is
 * forgotten at once, so that memory holds only what is still to come.
 */
export class Schedule {
  /** The last day that will run. */
  readonly last: Day;
  /** Wraps each task as it is planned, so that what it needs around it follows it. */
  wrap: (task: () => void) => () => void = (task) => task;
  #now: Day = -Infinity;
  #tasks = new Map<Day, { order: number; task: () => void }[]>();

  /** @param last Tasks after this day are dropped. */
  constructor(last: Day) {
    this.last = last;
  }

  /** Plans `task` on `day`; on one day, lower orders first, then first come. A day that is over is refused: the task would be lost. */
  at(day: Day, task: () => void, order: number = Order.normal): void {
    if (day > this.last) return;
    if (day < this.#now) {
      throw new RangeError(
        `Une opération du jour ${day} est planifiée le jour ${this.#now}, après coup`,
      );
    }
    const planned = { order, task: this.wrap(task) };
    const tasks = this.#tasks.get(day);
    if (tasks === undefined) this.#tasks.set(day, [planned]);
    else tasks.push(planned);
  }

  /** Runs all that is planned on `day`, including what these tasks add to it. */
  run(day: Day): void {
    this.#now = day;
    let tasks;
    while ((tasks = this.#tasks.get(day)) !== undefined) {
      let next = 0;
      for (let i = 1; i < tasks.length; i++) {
        if (tasks[i]!.order < tasks[next]!.order) next = i;
      }
      const lowest = tasks[next]!.order;
      const now = tasks.filter((one) => one.order === lowest);
      const later = tasks.filter((one) => one.order !== lowest);
      if (later.length > 0) this.#tasks.set(day, later);
      else this.#tasks.delete(day);
      for (const one of now) one.task();
    }
  }
}
