import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { quoteIdentifier, quoteName } from "./quoting.ts";
import type { CopyOutOptions, CopyTarget } from "./types.ts";

/**
 * The COPY statement for a target.
 *
 * @param target Where to write.
 * @returns E.g. `COPY "s"."t" ("a", "b") FROM STDIN WITH (FORMAT csv, HEADER false)`.
 * @throws RangeError A name cannot be quoted.
 */
export function copyInStatement(target: CopyTarget): string {
  const columns = target.columns.map(quoteIdentifier).join(", ");
  const format = target.format === "csv" ? "FORMAT csv, HEADER false" : "FORMAT text";
  return `COPY ${quoteName(target.schema, target.table)} (${columns}) FROM STDIN WITH (${format})`;
}

/**
 * The COPY statement around a query.
 *
 * @param sql A query without parameters.
 * @param options Format of the lines.
 * @returns E.g. `COPY (SELECT 1) TO STDOUT WITH (FORMAT csv, HEADER true)`.
 */
export function copyOutStatement(sql: string, options: CopyOutOptions): string {
  return `COPY (${sql}) TO STDOUT WITH (FORMAT csv, HEADER ${options.header})`;
}

/** Carries what the source of a COPY threw, so that it is not taken for an error of the server. */
export class SourceFailure {
  readonly failure: unknown;
  constructor(failure: unknown) {
    this.failure = failure;
  }
}

/**
 * Runs COPY FROM STDIN on a connection. When the chunks throw, the server is told and takes nothing.
 *
 * @param client A connection that runs nothing else.
 * @param statement From `copyInStatement`.
 * @param chunks The bytes.
 * @returns The number of rows.
 * @throws SourceFailure The chunks threw.
 */
export async function runCopyIn(
  client: pg.ClientBase,
  statement: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const stream = client.query(copyFrom(statement, { highWaterMark: 1 << 20 }));
  const ended = Promise.withResolvers<void>();
  let serverError: unknown = null;
  let wake = () => {};
  stream.on("error", (error) => (serverError ??= error, ended.reject(error), wake()));
  stream.on("finish", () => ended.resolve());
  stream.on("drain", () => wake());
  ended.promise.catch(() => {});
  try {
    for await (const chunk of chunks) {
      if (serverError === null && chunk.length > 0 && !stream.write(chunk)) {
        await new Promise<void>((resolve) => serverError === null ? wake = resolve : resolve());
      }
      if (serverError !== null) throw serverError;
    }
  } catch (error) {
    if (serverError !== null) throw serverError;
    await giveUp(stream, ended.promise);
    throw new SourceFailure(error);
  }
  stream.end();
  await ended.promise;
  return stream.rowCount;
}

/** Sends CopyFail and waits for the server's answer, so that the connection is ready again. */
async function giveUp(
  stream: NodeJS.WritableStream & { destroy(error: Error): unknown },
  answer: Promise<void>,
) {
  stream.destroy(new Error("the source of the rows failed"));
  await answer.catch(() => {});
}

/** What the driver calls on a query object; the library has no other way to tell that a COPY is over. */
interface Submittable {
  submit(connection: { readonly stream: { resume(): unknown } }): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

/**
 * Runs COPY TO STDOUT on a connection, chunk by chunk as the server sends them.
 *
 * @param client A connection that runs nothing else.
 * @param statement From `copyOutStatement`.
 * @returns `chunks`: the bytes, lines may be cut anywhere; `ready`: fulfilled once the connection takes statements again,
 * rejected when it is lost before.
 */
export function openCopyOut(
  client: pg.ClientBase,
  statement: string,
): { chunks: AsyncIterable<Uint8Array>; ready: Promise<void> } {
  const stream = copyTo(statement, { highWaterMark: 1 << 20 });
  const ready = Promise.withResolvers<void>();
  const query = stream as unknown as Submittable;
  ready.promise.catch(() => {});
  query.handleReadyForQuery = ready.resolve;
  const fail = query.handleError.bind(stream);
  query.handleError = (error) => {
    ready.reject(error);
    // After the last byte nobody listens to the stream any more: its error would end the process.
    if (!stream.readableEnded) fail(error);
  };
  const submit = query.submit.bind(stream);
  query.submit = (connection) => {
    submit(connection);
    // The library pauses the socket and listens to "readable"; under Deno the second COPY of a connection would then never
    // get a byte, since a read was pending when the socket was paused.
    connection.stream.resume();
  };
  client.query(stream);
  return { chunks: stream as AsyncIterable<Uint8Array>, ready: ready.promise };
}
