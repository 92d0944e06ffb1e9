import { fixedClock, systemClock } from "../../lib/base/mod.ts";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import { type SandboxApi, sandboxTokens, serveSandboxApi } from "../../lib/sandbox/api/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";

/** Noon of the day of the books. */
const NOON = new Date("2026-10-31T12:00:00Z");

/** Pennylane, played by a clone of its own and by a sandbox API outside every process of the user. */
export interface RealMode extends AsyncDisposable {
  /** The user, with a home of her own. */
  readonly user: Clone;
  /** The synthetic books, as their owner. */
  readonly books: Database;
  readonly api: SandboxApi;
  /** Settings of Data Sharing alone. */
  readonly dataSharing: Readonly<Record<string, string>>;
  /** Tokens, by ascending id of company. */
  readonly tokens: readonly string[];
  /** Settings of the API, with all tokens unless some are given. */
  apiSettings(tokens?: readonly string[]): Record<string, string>;
}

/** Opens both sides; the sandbox API never makes a test wait for its limit. */
export async function openRealMode(): Promise<RealMode> {
  const pennylane = await makeClone();
  const made = await pennylane.command("sandbox", ["--date", "2026-10-31", "--mot-de-passe"]);
  const told = (label: string) =>
    new RegExp(`^ +${label} +(\\S+)$`, "m").exec(made.stdout)?.[1] ?? made.stderr;
  const dataSharing = {
    PENNY_DEMO: "",
    REDSHIFT_HOST: told("Serveur"),
    REDSHIFT_PORT: told("Port"),
    REDSHIFT_DATABASE: told("Base"),
    REDSHIFT_USER: told("Utilisateur"),
    PENNYLANE_DATA_SHARING_KEY: told("Mot de passe"),
    PENNY_REDSHIFT_SSLMODE: "disable",
  };
  const books = connect({ ...await pennylane.server(), database: "penny_sandbox" }, {
    maxConnections: 4,
  });
  const tokens = await sandboxTokens(books);
  const api = await serveSandboxApi(books, {
    clock: fixedClock(NOON),
    limitClock: systemClock,
    tokens,
    limit: { requests: 100_000, windowSeconds: 5 },
  });
  const user = pennylane.withOtherHome();
  const texts = tokens.map(({ token }) => token);
  return {
    ...{ user, books, api, dataSharing, tokens: texts },
    apiSettings: (given = texts) => ({
      PENNY_DEMO: "",
      PENNYLANE_API_TOKEN: given.join(","),
      PENNYLANE_API_BASE_URL: api.baseUrl,
    }),
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await books.close();
      await user[Symbol.asyncDispose]();
      await pennylane[Symbol.asyncDispose]();
    },
  };
}
