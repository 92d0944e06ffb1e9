import { fileURLToPath } from "node:url";
import { ServiceError } from "../../lib/base/mod.ts";
import type { ClientResult } from "./api_client.ts";
import type { ServerReady } from "./api_server.ts";
import { withBenchHome } from "./bench_home.ts";

const SERVER = fileURLToPath(new URL("./api_server.ts", import.meta.url));
const CLIENT = fileURLToPath(new URL("./api_client.ts", import.meta.url));

/** Requests in a second that Pennylane allows a token. */
const ALLOWED_RATE = 5;

/**
 * Reads all that the API gives of the synthetic companies, one after the other, at Pennylane's own limit on a faster clock;
 * prints requests against the fewest possible, the rate against the one allowed, and memory by quarter.
 *
 * @param lines About how many ledger lines in all companies.
 * @param speed How many times as fast the clock of server and clients runs as the machine's: what the machine itself needs,
 *   a merge for instance, counts so many times as long.
 */
export async function benchApi(lines: number, speed: number): Promise<void> {
  await withBenchHome(async (env) => {
    await using server = await startServer({ lines, speed }, env);
    const { baseUrl, tokens, companies } = server.ready;
    for (const [i, token] of tokens.entries()) {
      const result = await runClient([baseUrl, token, String(speed)], env);
      print(companies[i]!, result);
    }
  });
}

interface Server extends AsyncDisposable {
  readonly ready: ServerReady;
}

async function startServer(
  { lines, speed }: { readonly lines: number; readonly speed: number },
  env: Record<string, string>,
): Promise<Server> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", SERVER, String(lines), String(speed)],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const [reader, close] = [
    child.stdout.pipeThrough(new TextDecoderStream()).getReader(),
    async () => {
      await child.stdin.close();
      await child.status;
    },
  ];
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw failed("le serveur ne démarre pas");
    text += value;
  }
  return { ready: JSON.parse(text.split("\n")[0]!), [Symbol.asyncDispose]: close };
}

async function runClient(args: string[], env: Record<string, string>): Promise<ClientResult> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", CLIENT, ...args],
    env,
    stderr: "inherit",
  });
  const { success, stdout } = await command.output();
  if (!success) throw failed("la lecture a échoué");
  return JSON.parse(new TextDecoder().decode(stdout));
}

function failed(state: string): ServiceError {
  return new ServiceError(
    `Impossible de mesurer l'API : ${state} ; lisez le message ci-dessus`,
  );
}

function print({ rows, minimum }: ServerReady["companies"][number], result: ClientResult): void {
  const invoices = rows.customer_invoices! + rows.supplier_invoices!;
  const rate = result.requests / result.seconds;
  const share = Math.round(1_000 * rate / ALLOWED_RATE) / 10;
  console.log(
    `\n${rows.ledger_entry_lines} ledger lines, ${rows.ledger_entries} entries, ${invoices} invoices; ` +
      `${result.rows} rows in the mirror`,
  );
  console.log(`  requests  ${result.requests}, at least ${minimum}, refused ${result.refused}`);
  console.log(
    `  time      ${result.seconds.toFixed(0)} s on the clock of the limit, ${
      rate.toFixed(2)
    } requests a second = ${share} % of what is allowed`,
  );
  console.log(
    `  memory    ${result.memory.map((bytes) => Math.round(bytes / 1e6)).join(", ")} MB by quarter`,
  );
}
