import { type Clock, fixedClock, systemClock } from "../base/mod.ts";
import type { Config } from "./types.ts";

/**
 * The clock that everything shares: noon in UTC of PENNY_TODAY when it is set, else the machine's.
 *
 * @param config Settings.
 * @returns A clock.
 */
export function configClock(config: Pick<Config, "today">): Clock {
  return config.today === null ? systemClock : fixedClock(new Date(`${config.today}T12:00:00Z`));
}
