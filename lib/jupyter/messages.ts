/** Header of a Jupyter message (protocol 5.3). */
export interface MessageHeader {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** A Jupyter message; contents come from another process, so each field is checked where it is used. */
export interface JupyterMessage {
  readonly header: MessageHeader;
  /** Header of the request that this answers; an empty object for none. */
  readonly parentHeader: Partial<MessageHeader>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}
