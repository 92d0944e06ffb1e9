/** The company API v2 and the Firm API v1 of Pennylane, served over the synthetic books. @module */
export { serveSandboxApi } from "./serve_sandbox_api.ts";
export type { SandboxApi, SandboxApiOptions } from "./serve_sandbox_api.ts";
export { prepareSandboxApi } from "./prepare/prepare_sandbox_api.ts";
export { COMPANY_ID_OFFSET, ROW_ID_OFFSET } from "./prepare/offsets.ts";
export { ALL_READ_SCOPES } from "./scopes.ts";
export { REAL_LIMIT } from "./rate_limit.ts";
export type { RateLimit } from "./rate_limit.ts";
export type { FaultKind, FaultScope, SandboxFault } from "./faults.ts";
export { sandboxTokens } from "./sandbox_tokens.ts";
export type { NamedToken } from "./sandbox_tokens.ts";
export { ALL_FIRM_SCOPES } from "./firm/firm_scopes.ts";
export { sandboxFirmToken } from "./sandbox_tokens.ts";
export type { SandboxFirmToken, SandboxToken } from "./types.ts";
