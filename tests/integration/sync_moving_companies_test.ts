import { follow } from "./moving_companies.ts";

const SEED = 20_261_031;

Deno.test("extractDomain() follows companies that move, row for row, from both sources", () =>
  follow({ seed: SEED, changes: 40, checks: 1 }));
