import { stripVTControlCharacters } from "node:util";
import type { ErrorOutput } from "./outputs.ts";

/** The line that ends the kernel's report of the tests of one cell. */
const SUMMARY = /^(ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed/;
/** How many lines of a report are shown. */
const SHOWN_LINES = 200;

/** What the kernel reports of `Deno.test` on its own standard output while one cell runs; it answers "ok" all the same. */
export class TestReport {
  /** Resolves with the report's last line. */
  readonly ended: Promise<void>;
  readonly #lines: string[] = [];
  readonly #end = Promise.withResolvers<void>();
  #failed = 0;
  #run = 0;

  constructor() {
    this.ended = this.#end.promise;
  }

  /** Takes the next line of the kernel's standard output. */
  add(line: string): void {
    const text = stripVTControlCharacters(line);
    this.#lines.push(text);
    const [, , passed, failed] = SUMMARY.exec(text) ?? [];
    if (passed === undefined || failed === undefined) return;
    this.#failed += Number(failed);
    this.#run += Number(passed) + Number(failed);
    this.#end.resolve();
  }

  /** What failed, or null when nothing did. */
  failure(): ErrorOutput | null {
    if (this.#failed === 0) return null;
    const names = this.#failedNames();
    const tests = this.#failed > 1 ? "tests en échec" : "test en échec";
    const evalue = `${this.#failed} ${tests} sur ${this.#run}${names && ` : ${names}`}`;
    const report = this.#lines.slice(0, SHOWN_LINES);
    return {
      output_type: "error",
      ename: "Deno.test",
      evalue,
      traceback: [`Deno.test: ${evalue}`, ...report],
    };
  }

  /** The kernel lists those that failed between the title FAILURES and the summary, as `name => place`. */
  #failedNames(): string {
    const from = this.#lines.lastIndexOf(" FAILURES ");
    if (from < 0) return "";
    const rows = this.#lines.slice(from + 1).filter((line) => line.includes(" => "));
    return rows.map((line) => line.replace(/ => (?:(?! => ).)*:\d+:\d+$/, "")).join(", ");
  }
}
