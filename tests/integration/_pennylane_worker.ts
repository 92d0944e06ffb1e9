/**
 * One process that reads lists page by page under the shared rate limit: started by the tests of that limit. Writes one line
 * when it is ready, starts when it reads one, and writes the number of pages at its end.
 */
import { connect } from "../../lib/connectors/postgres/mod.ts";
import { createSharedRateLimiter, openPennylane } from "../../lib/connectors/pennylane/mod.ts";

/** What the test tells its workers. */
export interface WorkerTask {
  readonly database: Parameters<typeof connect>[0];
  readonly table: { readonly schema: string; readonly table: string };
  readonly baseUrl: string;
  readonly token: string;
  readonly windowMs: number;
  /** Lists read at the same time. */
  readonly lists: number;
}

async function main(task: WorkerTask): Promise<void> {
  await using db = connect(task.database, { maxConnections: task.lists });
  const limiter = createSharedRateLimiter(db, { table: task.table, windowMs: task.windowMs });
  const { baseUrl, token } = task;
  await using client = openPennylane({ baseUrl, token, limiter });
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
  const read = async () => (await Array.fromAsync(client.journals.list().pages())).length;
  const pages = await Promise.all(Array.from({ length: task.lists }, read));
  console.log(pages.reduce((sum, one) => sum + one, 0));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]!));
