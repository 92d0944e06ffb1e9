import assert from "node:assert/strict";
import { exitStatus } from "../../lib/base/mod.ts";
import {
  AuthenticationError,
  BaseUrlError,
  ConflictError,
  ContractError,
  NetworkError,
  NotFoundError,
  openPennylane,
  RateLimitError,
  ScopeError,
  ServerError,
  TimeoutError,
  ValidationError,
} from "../../lib/connectors/pennylane/mod.ts";
import { journal, page, type StubAnswer, thrown, TOKEN, withStub } from "./_pennylane_stub.ts";

const PLAIN = { "content-type": "text/plain" };

/** A class of this room: built by the room, recognised here. */
// deno-lint-ignore no-explicit-any -- the constructors differ in their options alone
type ErrorClass = new (...args: any[]) => Error;

/** Asserts what an error is and says, and that it never carries the token. */
function assertFault(
  error: Error,
  expected: { readonly kind: ErrorClass; readonly text: RegExp; readonly status: 1 | 2 },
): void {
  assert.ok(error instanceof expected.kind, `${error.name}: ${error.message}`);
  assert.match(error.message, expected.text);
  assert.match(
    error.message,
    /^Impossible d'interroger Pennylane « (?:GET|POST) \/[^»]*» : .+ ; .+[^.]$/,
  );
  assert.equal(exitStatus(error), expected.status);
  assert.doesNotMatch(Deno.inspect(error, { depth: 10 }), new RegExp(TOKEN));
}

/** Reads the journals against one answer for all requests. */
async function faultOf(answer: StubAnswer): Promise<{ error: Error; requests: number }> {
  let result: { error: Error; requests: number } | null = null;
  await withStub(() => answer, async ({ client, seen }) => {
    const error = await thrown(() => client.journals.list().toArray());
    result = { error, requests: seen.length };
  });
  return result!;
}

Deno.test("list() waits as retry-after says in a storm of 429 and goes on", async () => {
  const storm: StubAnswer = {
    status: 429,
    headers: { ...PLAIN, "retry-after": "2" },
    body: "Rate limit exceeded. Please retry in 2 seconds.",
  };
  await withStub((_, n) => n <= 4 ? storm : page([journal(1)]), async ({ client, seen, waits }) => {
    assert.equal((await client.journals.list().toArray()).length, 1);
    assert.equal(seen.length, 5);
    assert.ok(waits.every((ms) => ms >= 2_000), `${waits}`);
  });
});

Deno.test("list() gives up after six times 429 with RateLimitError", async () => {
  const { error, requests } = await faultOf({
    status: 429,
    headers: PLAIN,
    body: "Rate limit exceeded. Please retry in 2 seconds.",
  });
  assertFault(error, { kind: RateLimitError, text: /Rate limit exceeded/, status: 2 });
  assert.equal((error as RateLimitError).retriable, true);
  assert.equal(requests, 6);
});

Deno.test("list() leaves a retry-after of an hour to the caller", async () => {
  const { error, requests } = await faultOf({ status: 503, headers: { "retry-after": "3600" } });
  assertFault(error, { kind: ServerError, text: /503/, status: 2 });
  assert.equal((error as ServerError).retryAfterMs, 3_600_000);
  assert.equal(requests, 1);
});

Deno.test("list() reads a retry-after that is a date", async () => {
  const later = new Date(Date.UTC(2026, 9, 31, 0, 0, 42)).toUTCString();
  await withStub(
    (_, n) => n === 1 ? { status: 503, headers: { "retry-after": later } } : page([]),
    async ({ client, waits }) => {
      await client.journals.list().toArray();
      assert.deepEqual(waits, [42_000]);
    },
  );
});

Deno.test("list() gets over a 503 and a 500", async () => {
  await withStub(
    (_, n) => n === 1 ? { status: 503, body: "" } : n === 2 ? { status: 500 } : page([journal(1)]),
    async ({ client, waits }) => {
      assert.equal((await client.journals.list().toArray()).length, 1);
      assert.deepEqual(waits, [500, 1_000]);
    },
  );
});

Deno.test("list() does not retry a 502", async () => {
  const { error, requests } = await faultOf({ status: 502, body: "" });
  assertFault(error, { kind: ServerError, text: /502/, status: 2 });
  assert.equal(requests, 1);
});

Deno.test("list() reads a page anew that was cut in the middle", async () => {
  const cut: StubAnswer = {
    raw: (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
      response.write('{"items":[{"id":1,', () => response.destroy());
    },
  };
  await withStub((_, n) => n === 1 ? cut : page([journal(1)]), async ({ client, seen }) => {
    assert.equal((await client.journals.list().toArray()).length, 1);
    assert.equal(seen.length, 2);
  });
});

Deno.test("list() throws NetworkError when every connection is cut", async () => {
  const { error, requests } = await faultOf({ raw: (response) => response.destroy() });
  assertFault(error, { kind: NetworkError, text: /coupée/, status: 2 });
  assert.equal((error as NetworkError).sent, true);
  assert.equal(requests, 6);
});

Deno.test("list() names an answer that is no JSON", async () => {
  const { error, requests } = await faultOf({ body: '{"items":[{"label":"Dupont SARL"' });
  assertFault(error, { kind: ContractError, text: /n'est pas du JSON/, status: 1 });
  assert.doesNotMatch(Deno.inspect(error), /Dupont/);
  assert.equal(requests, 1);
});

Deno.test("list() keeps unknown keys and takes unknown values of an enumeration", async () => {
  const row = { ...journal(1), type: "crypto", couleur: { code: 7 } };
  await withStub(() => page([row]), async ({ client }) => {
    assert.deepEqual(await client.journals.list().toArray(), [row]);
  });
});

Deno.test("list() names resource, id and path of a wrong type, never the value", async () => {
  await withStub(() => page([journal(1), { ...journal(42), label: 31415 }]), async ({ client }) => {
    const error = await thrown(() => client.journals.list().toArray());
    assertFault(error, {
      kind: ContractError,
      text: /« journals » d'id 42, clé « label » : attendu string, reçu number/,
      status: 1,
    });
    assert.deepEqual(
      [(error as ContractError).id, (error as ContractError).path],
      [42, "label"],
    );
    assert.doesNotMatch(error.message, /31415/);
  });
});

Deno.test("list() refuses money that is a number and an id beyond 2^53", async () => {
  const row = { number: "401", formatted_number: "4010000", label: "", debits: "1.0", credits: 1 };
  await withStub(
    ({ path }) =>
      path === "/trial_balance" ? page([row]) : {
        body:
          `{"items":[{"id":9007199254740993,"code":"","label":"","type":""}],"has_more":false,"next_cursor":null}`,
      },
    async ({ client }) => {
      const period = { from: "2026-01-01", to: "2026-12-31" };
      const money = await thrown(() => client.trialBalance.list(period).toArray());
      assertFault(money, { kind: ContractError, text: /clé « credits »/, status: 1 });
      const id = await thrown(() => client.journals.list().toArray());
      assertFault(id, { kind: ContractError, text: /clé « id »/, status: 1 });
    },
  );
});

Deno.test("list() says to start anew when a later cursor is refused", async () => {
  await withStub(
    ({ query }) =>
      query.cursor === undefined
        ? page([journal(1)], "c1")
        : { status: 400, body: { error: "Invalid cursor", status: 400 } },
    async ({ client, seen }) => {
      const error = await thrown(() => client.journals.list().toArray());
      assertFault(error, { kind: ValidationError, text: /curseur.*n'est plus accepté/, status: 1 });
      assert.equal((error as ValidationError).retriable, true);
      assert.equal(seen.length, 2);
    },
  );
});

Deno.test("list() stops at a 401 in the middle, after the rows before it", async () => {
  await withStub(
    ({ query }) =>
      query.cursor === undefined
        ? page([journal(1)], "c1")
        : { status: 401, body: { error: "The access token is invalid", status: 401 } },
    async ({ client, seen }) => {
      const read: number[] = [];
      const error = await thrown(async () => {
        for await (const row of client.journals.list()) read.push(row.id);
      });
      assertFault(error, {
        kind: AuthenticationError,
        text: /révoqué.*PENNYLANE_API_TOKEN/,
        status: 2,
      });
      assert.deepEqual([read, seen.length], [[1], 2]);
    },
  );
});

Deno.test("list() names the scope that a 403 asks for", async () => {
  const { error } = await faultOf({
    status: 403,
    body: { error: 'Access to this resource requires scope "journals:readonly".', status: 403 },
  });
  assertFault(error, { kind: ScopeError, text: /« journals:readonly »/, status: 2 });
  assert.equal((error as ScopeError).scope, "journals:readonly");
});

Deno.test("get() throws NotFoundError for an unknown id", async () => {
  const body = { status: 404, error: "Couldn't find Journal with 'id'=7" };
  await withStub(() => ({ status: 404, body }), async ({ client }) => {
    const error = await thrown(() => client.journals.get(7));
    assertFault(error, {
      kind: NotFoundError,
      text: /GET \/journals\/7.*Couldn't find Journal/,
      status: 1,
    });
  });
});

Deno.test("list() throws ConflictError for a 409", async () => {
  const { error } = await faultOf({ status: 409, body: { error: "not ready", status: 409 } });
  assertFault(error, { kind: ConflictError, text: /« not ready »/, status: 1 });
});

Deno.test("list() reads both shapes of a refused request, and no payload", async () => {
  const coded = {
    message: "too much",
    field: "limit",
    payload: "IBAN FR76",
    code: "MoreThanMaximum",
  };
  const first = await faultOf({ status: 400, body: coded });
  assertFault(first.error, {
    kind: ValidationError,
    text: /« too much », champ « limit »/,
    status: 1,
  });
  assert.equal((first.error as ValidationError).code, "MoreThanMaximum");
  assert.doesNotMatch(Deno.inspect(first.error), /FR76/);
  const guide = { error: "unprocessable_entity", message: "start_date too old", details: {} };
  const second = await faultOf({ status: 422, body: guide });
  assertFault(second.error, {
    kind: ValidationError,
    text: /422 « unprocessable_entity: start_date too old »/,
    status: 1,
  });
});

Deno.test("list() cuts long bodies and takes the token out of them", async () => {
  const { error } = await faultOf({
    status: 400,
    body: { error: `${TOKEN} ${"x".repeat(5_000)}` },
  });
  assertFault(error, { kind: ValidationError, text: /\[jeton\] x+…/, status: 1 });
  assert.ok(error.message.length < 500);
});

Deno.test("list() says to look at the address when a page for people answers", async () => {
  const html = { headers: { "content-type": "text/html" }, body: "<!doctype html><p>Bonjour</p>" };
  for (const answer of [html, { ...html, status: 404 }, { ...html, status: 302 }]) {
    const { error } = await faultOf(answer);
    assertFault(error, { kind: BaseUrlError, text: /PENNYLANE_API_BASE_URL/, status: 2 });
  }
});

Deno.test("list() throws TimeoutError for a server that answers too late", async () => {
  await withStub(() => ({ raw: () => {} }), async ({ client, seen }) => {
    const error = await thrown(() => client.journals.list().toArray());
    assertFault(error, {
      kind: TimeoutError,
      text: /pas de réponse complète en 0.02 s/,
      status: 2,
    });
    assert.equal((error as TimeoutError).retriable, true);
    assert.equal(seen.length, 6);
  }, { timeoutMs: 20 });
});

Deno.test("list() throws NetworkError when nobody listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await using client = openPennylane({
    token: TOKEN,
    baseUrl: `http://127.0.0.1:${port}`,
    sleep: () => Promise.resolve(),
  });
  const error = await thrown(() => client.me());
  assertFault(error, { kind: NetworkError, text: /connexion refusée/, status: 2 });
  assert.equal((error as NetworkError).sent, false);
});

Deno.test("a closed client says so at once", async () => {
  await withStub(() => page([]), async ({ client, waits }) => {
    await client.close();
    await client.close();
    const error = await thrown(() => client.journals.list().toArray());
    assertFault(error, { kind: NetworkError, text: /le client est fermé/, status: 2 });
    assert.equal((error as NetworkError).retriable, false);
    assert.deepEqual(waits, []);
  });
});

Deno.test("list() ends with the reason of the client's signal", async () => {
  const stop = new AbortController();
  const reason = new Error("arrêt demandé");
  await withStub(() => {
    stop.abort(reason);
    return { raw: () => {} };
  }, async ({ client }) => {
    assert.equal(await thrown(() => client.journals.list().toArray()), reason);
  }, { signal: stop.signal });
});
