/** Which requests a fault strikes. */
export interface FaultScope {
  /** Beginning of the path under the root of the API, e.g. `/customers`, `/companies/7/customers`. @default every path */
  readonly path?: string;
  /** Matching requests to let through first. @default 0 */
  readonly after?: number;
  /** Matching requests to strike. @default Infinity */
  readonly times?: number;
}

/** What can go wrong on purpose. */
export type SandboxFault =
  & FaultScope
  & (
    /** 429 in plain text with `retry-after`, whatever the budget. */
    | { readonly kind: "rate_limited"; readonly retryAfter?: number }
    | { readonly kind: "unavailable" }
    | { readonly kind: "server_error" }
    /** 401, as when a token expires in the middle. */
    | { readonly kind: "unauthorized" }
    /** 200 and a page of HTML, as a wrong base URL or a captive portal gives. */
    | { readonly kind: "html" }
    /** A key that no schema knows, in every object. */
    | { readonly kind: "extra_key" }
    /** Each item (or the object) has this value at a path of keys. */
    | { readonly kind: "unknown_enum"; readonly field: string; readonly value?: string }
    | { readonly kind: "null_value"; readonly field: string }
    /** A number where a text is expected, a text where another type is. */
    | { readonly kind: "wrong_type"; readonly field: string }
    | { readonly kind: "malformed_json" }
    /** The connection breaks in the middle of the body. */
    | { readonly kind: "cut_connection" }
    /** An empty page that says that there is more; its cursor goes on where it stood. */
    | { readonly kind: "empty_page" }
    /** The next cursor is the one that was sent: pages without end. */
    | { readonly kind: "repeated_cursor" }
    | { readonly kind: "slow"; readonly delayMs: number }
    /** Events of one hour share one `processed_at`; after a page edge, those that share the last one are lost. */
    | { readonly kind: "same_processed_at" }
    /** The row is gone now: a delete event in the feed, 404, absent from its list. */
    | { readonly kind: "delete_event"; readonly feed: string; readonly id: number }
    /** An export is ready after so many polls that say `pending`. */
    | { readonly kind: "export_polls"; readonly polls: number }
    | { readonly kind: "export_error" }
    /** `/me` tells a company without SIREN. */
    | { readonly kind: "no_reg_no" }
    /** The firm's token no longer opens the company, by its `id` in `pennylane.companies`: not listed, 404. */
    | { readonly kind: "lost_company"; readonly companyId: number }
  );

/** The kinds of faults. */
export type FaultKind = SandboxFault["kind"];

/** A fault of a kind. */
export type FaultOf<K extends FaultKind> = Extract<SandboxFault, { readonly kind: K }>;
