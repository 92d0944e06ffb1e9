const QUOTE = 0x22;
const NEWLINE = 0x0a;

/**
 * Cuts a stream of CSV into pieces that end with a whole record; a line break inside quotes ends nothing.
 *
 * @param stream Bytes in UTF-8, cut anywhere, as PostgreSQL's COPY sends them.
 * @param maxBytes A piece is given out once it has reached this size; one record is never cut.
 * @returns Pieces in order; their concatenation is the stream.
 */
export async function* csvChunks(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let quoted = false;
  for await (const bytes of stream) {
    let end = -1;
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === QUOTE) quoted = !quoted;
      else if (bytes[i] === NEWLINE && !quoted) end = i + 1;
    }
    size += bytes.length;
    if (size < maxBytes || end === -1) {
      parts.push(bytes);
      continue;
    }
    yield join([...parts, bytes.subarray(0, end)]);
    const rest = bytes.subarray(end);
    parts = rest.length > 0 ? [rest] : [];
    size = rest.length;
  }
  if (size > 0) yield join(parts);
}

/**
 * One array of all the bytes.
 *
 * @param parts In order; a single one is given back as it is.
 * @returns Their bytes, one after the other.
 */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
