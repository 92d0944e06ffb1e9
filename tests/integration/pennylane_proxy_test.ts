import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { exitStatus, UsageError } from "../../lib/base/mod.ts";
import { openPennylane, ProxyError } from "../../lib/connectors/pennylane/mod.ts";
import { journal, page, thrown, TOKEN, withStub } from "./_pennylane_stub.ts";

const PASSWORD = "é:p@ss";

/** A proxy on loopback that tunnels for one user, and answers 407 to the others. */
async function withProxy(
  test: (proxy: { readonly host: string; readonly tunnels: string[] }) => Promise<void>,
): Promise<void> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const expected = `Basic ${Buffer.from(`paul:${PASSWORD}`, "utf8").toString("base64")}`;
  const proxy = createServer((_, response) => response.writeHead(407).end());
  proxy.on("connect", (request, client: Socket) => {
    sockets.add(client);
    if (request.headers["proxy-authorization"] !== expected) {
      return client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    }
    tunnels.push(request.url!);
    const [host, port] = request.url!.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.pipe(client);
      client.pipe(target);
    });
    sockets.add(target);
  });
  await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
  try {
    await test({ host: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, tunnels });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((closed) => proxy.close(closed));
  }
}

Deno.test("openPennylane() goes through a proxy with user and password", async () => {
  await withStub(() => page([journal(1)]), async ({ url }) => {
    await withProxy(async ({ host, tunnels }) => {
      await using client = openPennylane({
        token: TOKEN,
        baseUrl: `${url}/api/external/v2`,
        proxy: `http://paul:${encodeURIComponent(PASSWORD)}@${host}`,
      });
      assert.equal((await client.journals.list().toArray()).length, 1);
      assert.deepEqual(tunnels, [url.replace("http://", "")]);
    });
  });
});

Deno.test("list() throws ProxyError when the proxy asks for a password", async () => {
  await withStub(() => page([journal(1)]), async ({ url, seen }) => {
    await withProxy(async ({ host }) => {
      const proxy = `http://paul:faux@${host}`;
      await using client = openPennylane({
        ...{ token: TOKEN, baseUrl: `${url}/api/external/v2`, proxy },
        sleep: () => Promise.resolve(),
      });
      const error = await thrown(() => client.journals.list().toArray());
      assert.ok(error instanceof ProxyError, error.message);
      assert.match(error.message, /le proxy refuse la connexion \(407\) ; donnez-lui/);
      assert.equal(exitStatus(error), 2);
      assert.doesNotMatch(Deno.inspect(error, { depth: 10 }), /faux|jeton-secret/);
      assert.equal(seen.length, 0);
    });
  });
});

Deno.test("openPennylane() refuses tokens and addresses that cannot be right, without showing them", () => {
  const secret = "secret-1234";
  const wrong = [
    { token: "" },
    { token: `${secret} é` },
    { token: "t", baseUrl: `http://pennylane.example/${secret}` },
    { token: "t", baseUrl: `https://user:${secret}@pennylane.example` },
    { token: "t", baseUrl: secret },
    { token: "t", proxy: `socks://user:${secret}@proxy` },
  ];
  for (const options of wrong) {
    assert.throws(() => openPennylane(options), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /^Impossible d'ouvrir Pennylane : .+ ; .+/);
      assert.doesNotMatch(error.message, new RegExp(secret));
      return true;
    });
  }
});

Deno.test("a client shows nothing of its token", async () => {
  await using client = openPennylane({ token: TOKEN });
  assert.doesNotMatch(Deno.inspect(client, { depth: 20, showHidden: true }), /jeton-secret/);
  assert.doesNotMatch(JSON.stringify(client), /jeton-secret/);
});
