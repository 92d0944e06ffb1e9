/** Header of a Jupyter message (protocol 5.3). */
export interface MessageHeader {
  /** Unique. */
  readonly msg_id: string;
  /** The same in all messages of one sender. */
  readonly session: string;
  /** Who sends: a name without meaning. */
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  /** What the content is. */
  readonly msg_type: string;
  /** Of the protocol. */
  readonly version: string;
}

/** A Jupyter message; contents come from another process, so each field is checked where it is used. */
export interface JupyterMessage {
  /** Id, sender, type. */
  readonly header: MessageHeader;
  /** Header of the request that this answers; an empty object for none. */
  readonly parentHeader: Partial<MessageHeader>;
  /** Of the message, not of what it shows. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Depends on the type. */
  readonly content: Readonly<Record<string, unknown>>;
}
