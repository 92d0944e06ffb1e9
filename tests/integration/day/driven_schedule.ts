/** What `deno task schedule` does, on a clock that another process drives. Argument: the file of that clock. */
import { loadConfig } from "../../../lib/config/mod.ts";
import { parseJobs, watchInterrupt } from "../../../lib/runs/mod.ts";
import { keepSchedule } from "../../../lib/scheduling/mod.ts";
import { DrivenTime } from "./driven_time.ts";

const time = await DrivenTime.open(Deno.args[0]!);
using watch = watchInterrupt();
await keepSchedule(loadConfig(), {
  ...{ jobs: parseJobs(undefined), once: false, signal: watch.signal, echo: console.log },
  ...{ clock: time, sleep: time.sleep },
});
Deno.exit(0);
