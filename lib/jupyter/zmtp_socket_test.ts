import assert from "node:assert/strict";
import { ProtocolError } from "./errors.ts";
import { encodeGreeting, encodeMessage, encodeReady } from "./zmtp.ts";
import { ZmtpDecoder, type ZmtpEvent } from "./zmtp_decoder.ts";
import { ZmtpSocket } from "./zmtp_socket.ts";

/** A server for one connection: `serve` gets the connection, and a reader of the events that the client sends. */
async function withServer(
  serve: (connection: Deno.TcpConn, next: () => Promise<ZmtpEvent>) => Promise<void>,
  client: (port: number) => Promise<void>,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await listener.accept();
    await serve(connection, reader(connection));
  })();
  await Promise.all([client(listener.addr.port), serving]);
}

function reader(connection: Deno.TcpConn): () => Promise<ZmtpEvent> {
  const decoder = new ZmtpDecoder();
  const events: ZmtpEvent[] = [];
  return async () => {
    while (events.length === 0) {
      const chunk = new Uint8Array(7);
      const count = await connection.read(chunk);
      if (count === null) throw new Error("the client has closed");
      events.push(...decoder.push(chunk.subarray(0, count)));
    }
    return events.shift()!;
  };
}

async function greet(connection: Deno.TcpConn, next: () => Promise<ZmtpEvent>): Promise<void> {
  await connection.write(encodeGreeting());
  assert.equal((await next()).kind, "greeting");
  assert.equal((await next()).kind, "command");
  await connection.write(encodeReady("DEALER"));
}

Deno.test("connect() subscribes a SUB to everything and delivers messages in order", async () => {
  const received = Promise.withResolvers<void>();
  const texts: string[] = [];
  await withServer(async (connection, next) => {
    await greet(connection, next);
    assert.deepEqual(await next(), { kind: "message", frames: [new Uint8Array([1])] });
    for (const text of ["a", "b"]) {
      await connection.write(encodeMessage([new TextEncoder().encode(text)]));
    }
    await received.promise;
  }, async (port) => {
    using _socket = await ZmtpSocket.connect({
      hostname: "127.0.0.1",
      port,
      type: "SUB",
      onMessage: (frames) => {
        texts.push(new TextDecoder().decode(frames[0]));
        if (texts.length === 2) received.resolve();
      },
    });
    await received.promise;
  });
  assert.deepEqual(texts, ["a", "b"]);
});

Deno.test("send() keeps messages whole that are sent at once", async () => {
  const frames = Array.from({ length: 20 }, (_, i) => new Uint8Array(40_000).fill(i));
  await withServer(async (connection, next) => {
    await greet(connection, next);
    for (const frame of frames) {
      assert.deepEqual(await next(), { kind: "message", frames: [frame] });
    }
  }, async (port) => {
    using socket = await ZmtpSocket.connect({
      hostname: "127.0.0.1",
      port,
      type: "DEALER",
      onMessage: () => {},
    });
    await Promise.all(frames.map((frame) => socket.send([frame])));
  });
});

Deno.test("connect() refuses another mechanism than NULL", async () => {
  await withServer(async (connection, next) => {
    const greeting = encodeGreeting();
    greeting.set(new TextEncoder().encode("CURVE"), 12);
    await connection.write(greeting);
    await next();
  }, async (port) => {
    await assert.rejects(
      ZmtpSocket.connect({ hostname: "127.0.0.1", port, type: "SUB", onMessage: () => {} }),
      (error) => error instanceof ProtocolError && /« CURVE »/.test(error.message),
    );
  });
});

Deno.test("onClose is told why when the peer hangs up, and nothing after close()", async () => {
  const reasons: unknown[] = [];
  const closed = Promise.withResolvers<void>();
  const onClose = (reason: unknown) => {
    reasons.push(reason);
    closed.resolve();
  };
  await withServer(greet, async (port) => {
    const options = { hostname: "127.0.0.1", port, type: "DEALER", onMessage: () => {} } as const;
    const socket = await ZmtpSocket.connect({ ...options, onClose });
    await closed.promise;
    socket.close();
  });
  assert.equal(reasons.length, 1);
  assert.ok(reasons[0] instanceof ProtocolError);
});
