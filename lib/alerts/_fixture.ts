import type { KeptIncident } from "./types.ts";

/** An incident that was opened at noon and goes on. */
export const OPEN: KeptIncident = {
  ...{ id: "1", scope: "runs", key: "unit:customers:api:7", kind: "failure", event: false },
  ...{ title: "Lecture en échec : Clients de Martin", cause: "API muette" },
  ...{ lines: ["première ligne"], where: "outputs/r/index.html" },
  openedAt: "2026-11-20T12:00:00.000Z",
  seenAt: "2026-11-20T12:00:00.000Z",
  closedAt: null,
  deliveries: {},
};
