import { fixedClock, systemClock } from "../../lib/base/mod.ts";
import { connect, type Database } from "../../lib/connectors/postgres/mod.ts";
import {
  type SandboxApi,
  type SandboxApiOptions,
  sandboxFirmToken,
  type SandboxToken,
  sandboxTokens,
  serveSandboxApi,
} from "../../lib/sandbox/api/mod.ts";
import { type Clone, makeClone } from "./_clone.ts";

/** Noon of the day of the books. */
const NOON = new Date("2026-10-31T12:00:00Z");

/** Pennylane, played by a clone of its own and by a sandbox API outside every process of the user. */
export interface RealMode extends AsyncDisposable {
  /** The user, with a home of her own. */
  readonly user: Clone;
  /** The synthetic books, as their owner. */
  readonly books: Database;
  /** Settings of Data Sharing alone. */
  readonly dataSharing: Readonly<Record<string, string>>;
  /** Tokens that the API knows at first: pharmacy, agency, builder. */
  readonly tokens: readonly SandboxToken[];
  /** Settings of the API, with the texts of all tokens unless some are given. */
  apiSettings(tokens?: readonly string[]): Record<string, string>;
  /** Settings of the Firm API, with the token of the firm that keeps all companies unless another text is given. */
  firmSettings(token?: string): Record<string, string>;
  /** Serves the API otherwise at the same address, with all tokens unless some are given. */
  serve(options?: Partial<SandboxApiOptions>): Promise<void>;
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
  const serve = (options: Partial<SandboxApiOptions>) =>
    serveSandboxApi(books, {
      clock: fixedClock(NOON),
      limitClock: systemClock,
      tokens,
      firms: [sandboxFirmToken()],
      limit: { requests: 100_000, windowSeconds: 5 },
      ...options,
    });
  let api: SandboxApi = await serve({});
  const { baseUrl, firmBaseUrl } = api;
  const user = pennylane.withOtherHome();
  return {
    ...{ user, books, dataSharing, tokens },
    apiSettings: (given = tokens.map(({ token }) => token)) => ({
      PENNY_DEMO: "",
      PENNYLANE_API_TOKEN: given.join(","),
      PENNYLANE_API_BASE_URL: baseUrl,
    }),
    firmSettings: (token = sandboxFirmToken().token) => ({
      PENNY_DEMO: "",
      PENNY_FIRM_TOKEN: token,
      PENNY_FIRM_BASE_URL: firmBaseUrl,
    }),
    serve: async (options = {}) => {
      await api.close();
      api = await serve({ port: Number(new URL(baseUrl).port), ...options });
    },
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await books.close();
      await user[Symbol.asyncDispose]();
      await pennylane[Symbol.asyncDispose]();
    },
  };
}
