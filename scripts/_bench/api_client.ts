/**
 * Reads all that the API gives of one company into the mirror, on a clock that runs faster; prints what it took.
 * @module
 */
import { runPool, systemClock } from "../../lib/base/mod.ts";
import { loadConfig } from "../../lib/config/mod.ts";
import {
  createRateLimiter,
  openPennylane,
  type RateLimiter,
} from "../../lib/connectors/pennylane/mod.ts";
import { DOMAIN_NAMES } from "../../lib/domains/mod.ts";
import { extractDomain, registerCompanies, type SyncContext } from "../../lib/sync/mod.ts";
import { openWarehouse } from "../../lib/warehouse/mod.ts";
import { type FastClock, fastClock } from "./fast_clock.ts";
import { Stopwatch } from "./stopwatch.ts";

/** As run-all does on two cores. */
const NOTEBOOKS_AT_ONCE = 2;

/** What reading one company took. */
export interface ClientResult {
  readonly requests: number;
  readonly refused: number;
  /** On the fast clock, from the first request to the last answer. */
  readonly seconds: number;
  readonly rows: number;
  /** Largest resident memory in each quarter of the requests, in bytes. */
  readonly memory: readonly number[];
}

/** Notes when requests leave and what the process holds meanwhile. */
class Meter {
  readonly #clock: FastClock;
  readonly samples: number[] = [];
  refused = 0;
  first = 0;
  last = 0;

  constructor(clock: FastClock) {
    this.#clock = clock;
  }

  /** The limiter with this meter before it. */
  before(limiter: RateLimiter): RateLimiter {
    return {
      acquire: async (key, signal) => {
        const lease = await limiter.acquire(key, signal);
        this.samples.push(Deno.memoryUsage().rss);
        this.first ||= this.#clock.now().getTime();
        return {
          release: () => lease.release(),
          settle: (answer) => {
            if (answer?.status === 429) this.refused++;
            this.last = this.#clock.now().getTime();
            return lease.settle(answer);
          },
        };
      },
    };
  }

  /** Largest sample of each quarter. */
  get quarters(): number[] {
    const size = Math.ceil(this.samples.length / 4);
    return [0, 1, 2, 3].map((i) => Math.max(...this.samples.slice(i * size, (i + 1) * size)));
  }
}

async function load(baseUrl: string, token: string, factor: number): Promise<ClientResult> {
  await using warehouse = await openWarehouse(loadConfig(), { notify: () => {} });
  const clock = fastClock(factor);
  const meter = new Meter(clock);
  const limiter = meter.before(createRateLimiter({ clock, sleep: clock.sleep }));
  await using client = openPennylane({ token, baseUrl, limiter, clock, sleep: clock.sleep });
  const context: SyncContext = {
    db: warehouse.db,
    dataSharing: null,
    api: [{ position: 1, hash: token, client: () => Promise.resolve(client) }],
    sourceChoice: {},
    schema: "pennylane",
    runId: `bench-${token}`,
    fingerprint: "bench",
    companies: [],
    clock: systemClock,
    emit: () => {},
  };
  const watch = new Stopwatch();
  const rows = await watch.time("load", async () => {
    await registerCompanies(context);
    await extractDomain(context, "fiscal_years");
    let count = 0;
    await runPool(["companies", ...DOMAIN_NAMES] as const, async (name) => {
      const { units } = await extractDomain(context, name);
      for (const { status, reason, rows } of units) {
        if (status !== "ok" && status !== "fresh") throw new Error(`${name}: ${reason}`);
        count += rows;
      }
    }, { jobs: NOTEBOOKS_AT_ONCE });
    return count;
  });
  return {
    ...{ requests: meter.samples.length, refused: meter.refused, rows },
    seconds: (meter.last - meter.first) / 1_000,
    memory: meter.quarters,
  };
}

if (import.meta.main) {
  const [baseUrl, token, factor] = Deno.args as [string, string, string];
  console.log(JSON.stringify(await load(baseUrl, token, Number(factor))));
}
