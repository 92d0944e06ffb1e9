/** A way to a server that is cut when a statement has gone through for the nth time. */
export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Cuts each connection when the statement has been sent so often, on all connections together; `happens` comes first. */
  cutAt(counts: readonly number[], happens?: (count: number) => Promise<unknown>): void;
  /** How often the statement has been sent. */
  readonly count: number;
}

/**
 * Opens a proxy on a loopback port.
 *
 * @param target Where it leads.
 * @param statement Text that marks the statement to count.
 * @returns To be closed after use.
 */
export function openCuttingProxy(
  target: { readonly host: string; readonly port: number },
  statement: string,
): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let count = 0;
  let cuts: readonly number[] = [];
  let happens: (count: number) => Promise<unknown> = () => Promise.resolve();
  const close = (conn: Deno.TcpConn) => {
    if (open.delete(conn)) conn.close();
  };
  const relay = async (client: Deno.TcpConn) => {
    open.add(client);
    const server = await Deno.connect({ hostname: target.host, port: target.port });
    open.add(server);
    const both = () => [client, server].forEach(close);
    pump(server, client).finally(both);
    await pump(client, server, async (text) => {
      if (!text.includes(statement)) return true;
      count++;
      if (!cuts.includes(count)) return true;
      await happens(count);
      return false;
    }).finally(both);
  };
  const running = (async () => {
    for await (const client of listener) relay(client).catch(() => undefined);
  })();
  return {
    port: listener.addr.port,
    get count() {
      return count;
    },
    cutAt(counts, then = () => Promise.resolve()) {
      cuts = counts;
      happens = then;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      [...open].forEach(close);
      await running.catch(() => undefined);
    },
  };
}

/** Copies until one side ends, or until `goOn` refuses what comes. */
async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  goOn: (text: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(65_536);
  try {
    for (;;) {
      const size = await from.read(buffer);
      if (size === null || !await goOn(decoder.decode(buffer.subarray(0, size)))) return;
      for (let sent = 0; sent < size;) sent += await to.write(buffer.subarray(sent, size));
    }
  } catch {
    // The other side was cut: this one ends with it.
  }
}
