/** A way to a server whose cable can be pulled. */
export interface Cable extends AsyncDisposable {
  readonly port: number;
  /** From here on nothing arrives any more, nothing is closed, and new connections are taken and not answered. */
  pull(): void;
  /** New connections go through again; those of before stay silent for ever. */
  mend(): void;
}

/**
 * Opens a proxy on a loopback port.
 *
 * @param target Where it leads.
 * @returns To be closed after use.
 */
export function openCable(target: { readonly host: string; readonly port: number }): Cable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let pulled = false;
  const close = (conn: Deno.TcpConn) => {
    open.delete(conn);
    try {
      conn.close();
    } catch {
      // its other end has closed it
    }
  };
  const relay = async (client: Deno.TcpConn) => {
    open.add(client);
    const cut = { now: pulled };
    cuts.push(cut);
    if (pulled) return await swallow(client);
    const server = await Deno.connect({ hostname: target.host, port: target.port });
    open.add(server);
    const ways = [pump(client, server, cut), pump(server, client, cut)];
    await Promise.race(ways).catch(() => undefined);
    if (!cut.now) [client, server].forEach(close);
    await Promise.allSettled(ways);
  };
  const cuts: { now: boolean }[] = [];
  const relays: Promise<void>[] = [];
  const running = (async () => {
    for await (const client of listener) relays.push(relay(client).catch(() => undefined));
  })();
  return {
    port: listener.addr.port,
    pull() {
      pulled = true;
      for (const cut of cuts) cut.now = true;
    },
    mend: () => void (pulled = false),
    async [Symbol.asyncDispose]() {
      listener.close();
      await running.catch(() => undefined);
      [...open].forEach(close);
      await Promise.allSettled(relays);
    },
  };
}

async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  cut: { readonly now: boolean },
): Promise<void> {
  for await (const bytes of from.readable) {
    if (cut.now) continue;
    for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
  }
}

async function swallow(conn: Deno.TcpConn): Promise<void> {
  for await (const _ of conn.readable) {
    // nobody reads it
  }
}
