import { pause } from "../../../lib/base/mod.ts";

/** How often a sleeper looks at the file. */
const LOOK_MS = 100;

/** What the file says: at this real instant the driven clock showed that one; both in milliseconds since 1970. */
interface Mark {
  readonly real: number;
  readonly shown: number;
}

/** A clock that runs like the machine's from wherever it was set last, for this process and for those that read its file. */
export class DrivenTime {
  readonly #file: string;
  #mark: Mark;

  private constructor(file: string, mark: Mark) {
    this.#file = file;
    this.#mark = mark;
  }

  /**
   * @param file Written by who drives.
   * @param start Where the clock begins; without it the file is read.
   */
  static async open(file: string, start?: Date): Promise<DrivenTime> {
    const time = new DrivenTime(file, { real: 0, shown: 0 });
    if (start === undefined) time.#read();
    else await time.set(start);
    return time;
  }

  now = (): Date => new Date(this.#mark.shown + Date.now() - this.#mark.real);

  /** Sets the clock for this process alone. */
  setHere(instant: Date): void {
    this.#mark = { real: Date.now(), shown: instant.getTime() };
  }

  /** Sets the clock for everyone, and wakes those that sleep on it. */
  async set(instant: Date): Promise<void> {
    this.setHere(instant);
    await Deno.writeTextFile(`${this.#file}.new`, JSON.stringify(this.#mark));
    await Deno.rename(`${this.#file}.new`, this.#file);
  }

  /** Sleeps so long by this clock, or until somebody sets it. */
  sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    const until = this.now().getTime() + ms;
    while (!signal.aborted && this.now().getTime() < until) {
      await pause(Math.min(LOOK_MS, until - this.now().getTime()), signal);
      if (this.#read()) return;
    }
  };

  /** Answers whether somebody has set the clock. */
  #read(): boolean {
    const { real } = this.#mark;
    this.#mark = JSON.parse(Deno.readTextFileSync(this.#file));
    return this.#mark.real !== real;
  }
}
