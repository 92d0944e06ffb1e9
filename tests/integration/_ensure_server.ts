/** Child process of embedded_postgres_test.ts: ensures (or stops) the server of a folder and prints what it got as JSON. */
import { describeError, exitStatus } from "../../lib/base/mod.ts";
import { ensureServer, stopServer } from "../../lib/connectors/embedded_postgres/mod.ts";

const [action, folder = "", wantedPort = "0"] = Deno.args;
try {
  const result = action === "stop"
    ? await stopServer({ folder })
    : await ensureServer({ folder, wantedPort: Number(wantedPort) });
  console.log(JSON.stringify(result));
} catch (error) {
  console.error(describeError(error));
  Deno.exit(exitStatus(error));
}
