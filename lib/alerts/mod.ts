/** What has gone wrong, kept until it is right again, and told by e-mail and webhooks. @module */
export { reportIncidents } from "./report_incidents.ts";
export { reportRefusal, reportRun, reportStaleness } from "./report_run.ts";
export type { ReportRefusalOptions, ReportRunOptions } from "./report_run.ts";
export { openIncidents } from "./open_incidents.ts";
export { sendTrial } from "./send_trial.ts";
export type { SendTrialOptions, TrialResult } from "./send_trial.ts";
export type {
  AlertConfig,
  Incident,
  IncidentKind,
  KeptIncident,
  ReportOptions,
  ReportOutcome,
  ScopeReport,
} from "./types.ts";
