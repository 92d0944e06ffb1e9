import assert from "node:assert/strict";
import { descendants } from "./_day_processes.ts";
import { Peaks, type Sample, takeSample } from "./_day_sample.ts";
import { type DayWorld, OBSERVER } from "../integration/day/world.ts";

const LOOK_MS = 500;
const RUN_LIMIT_MS = 600_000;
/** What a run leaves to be done after its slot has ended: the page, the folder of the last run. */
const QUIET_MS = 20_000;
/** An event of the API may be late by three quarters of a minute. */
const TOLD_MS = 60_000;

/** How the day goes by. */
export interface DayRunOptions {
  readonly slotMs: number;
  /** Changes before each slot but the first; a third of them come while the run before is under way. */
  readonly changes: number;
  readonly print: (line: string) => void;
}

/** One scheduler through all slots. */
export class DayRun {
  readonly #world: DayWorld;
  readonly #options: DayRunOptions;
  readonly #lines: string[] = [];
  #changes = 0;

  constructor(world: DayWorld, options: DayRunOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** How many changes there were. */
  get changes(): number {
    return this.#changes;
  }

  /** Runs so many slots; answers what was measured after each. */
  async run(runs: number): Promise<Sample[]> {
    const { time } = this.#world;
    const first = time.now();
    const process = this.#world.start(this.#lines);
    const samples: Sample[] = [];
    try {
      for (let run = 1; run <= runs; run++) {
        const slot = new Date(first.getTime() + (run - 1) * this.#options.slotMs);
        if (run > 1) await this.#goTo(slot);
        samples.push(await this.#follow(process.pid, { run, last: run === runs }));
      }
    } catch (error) {
      this.#options.print(this.#lines.join("").slice(-5_000));
      throw error;
    } finally {
      await this.#stop(process);
    }
    return samples;
  }

  /** Lets companies move until a slot; Data Sharing has followed when it comes. */
  async #goTo(slot: Date): Promise<void> {
    const { live, time } = this.#world;
    const count = Math.ceil(this.#options.changes * 2 / 3);
    const pause = (slot.getTime() - TOLD_MS - time.now().getTime()) / count;
    for (let i = 0; i < count; i++) {
      time.setHere(new Date(time.now().getTime() + pause));
      await this.#change();
    }
    await live.refresh();
    await time.set(slot);
  }

  async #change(): Promise<void> {
    await this.#world.live.step();
    this.#changes++;
  }

  /** Waits for the run of the slot that has come. */
  async #follow(
    pid: number,
    { run, last }: { readonly run: number; readonly last: boolean },
  ): Promise<Sample> {
    const { warehouse: { db }, time } = this.#world;
    const began = performance.now();
    const peaks = new Peaks();
    let meanwhile = last ? 0 : Math.floor(this.#options.changes / 3);
    let poked = false;
    for (;;) {
      const slots = await db.rows("SELECT status, run_id FROM penny.schedule_slots ORDER BY slot");
      const [status, runId] = slots[run - 1] ?? [];
      if (status === "done") {
        const seconds = (performance.now() - began) / 1000;
        await this.#untilQuiet(pid, runId!);
        const sample = await takeSample(this.#world, { pid, peaks, seconds });
        this.#print(run, sample);
        return sample;
      }
      const known = [undefined, null, "waiting", "running"].includes(status);
      assert.ok(known && slots.length <= run, `run ${run}: ${JSON.stringify(slots.slice(-3))}`);
      assert.ok(performance.now() - began < RUN_LIMIT_MS, `run ${run} does not end`);
      await peaks.look(pid, db);
      if (meanwhile-- > 0) await this.#change();
      // The scheduler would look five seconds later.
      if (!poked && await this.#hasEnded(runId)) {
        poked = true;
        await time.set(time.now());
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #hasEnded(runId: string | null | undefined): Promise<boolean> {
    const [[ended] = []] = await this.#world.warehouse.db.rows(
      "SELECT bool_and(finished_at IS NOT NULL) FROM penny.jobs WHERE run_id = $1",
      [runId ?? ""],
    );
    return ended === "t";
  }

  /** What is left of a run has come to rest. */
  async #untilQuiet(pid: number, runId: string): Promise<void> {
    const { clone } = this.#world;
    const deadline = performance.now() + QUIET_MS;
    while (performance.now() < deadline) {
      const shown = await clone.record().catch(() => null);
      const kernels = descendants(pid).filter(({ command }) => / jupyter /.test(command));
      if (shown?.runId === runId && shown.status !== "running" && kernels.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    this.#options.print(`run ${runId} has not come to rest`);
  }

  #print(run: number, sample: Sample): void {
    const { seconds, resident, descriptors, sessions, outputBytes, load } = sample;
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    this.#options.print(
      `run ${run}: ${seconds!.toFixed(1)} s, RSS ${megabytes(resident!)}, ${descriptors} files, ` +
        `${sessions} sessions, outputs ${megabytes(outputBytes!)}, load ${load!.toFixed(1)}`,
    );
  }

  /** Stops the scheduler in order: nothing of it may be left. */
  async #stop(process: Deno.ChildProcess): Promise<void> {
    process.kill("SIGTERM");
    const { code } = await process.status;
    assert.equal(code, 0, this.#lines.join("").slice(-2_000));
    const { db } = this.#world.warehouse;
    const left = await db.rows(
      "SELECT application_name, state, left(query, 80) FROM pg_stat_activity " +
        "WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1",
      [OBSERVER],
    );
    assert.deepEqual(left, [], "sessions that the scheduler left");
  }
}
