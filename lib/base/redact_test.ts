import assert from "node:assert/strict";
import { createRedactor } from "./redact.ts";

Deno.test("text() replaces every written form of a secret", () => {
  const secret = `p"a&s/s\\w é`;
  const { text } = createRedactor({ secrets: [secret] });
  for (
    const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      `p&quot;a&amp;s/s\\w é`,
    ]
  ) {
    assert.equal(text(`avant ${form} après`), "avant *** après", form);
  }
});

Deno.test("text() leaves a short secret within a word alone", () => {
  const { text } = createRedactor({ secrets: ["abc"] });
  assert.equal(text("abc abcès (abc) xabc"), "*** abcès (***) xabc");
});

Deno.test("text() replaces the longer secret when one contains the other", () => {
  const { text } = createRedactor({ secrets: ["secret1", "secret1-suite"] });
  assert.equal(text("secret1-suite secret1"), "*** ***");
});

Deno.test("text() is unchanged without secrets and with empty ones", () => {
  assert.equal(createRedactor({ secrets: ["", "  "] }).text("rien à cacher"), "rien à cacher");
});

Deno.test("text() replaces folders as path and as address, the inner one first", () => {
  const { text } = createRedactor({
    secrets: [],
    folders: { "/home/léa": "~", "/home/léa/mon penny": "." },
  });
  assert.equal(
    text(
      "/home/léa/mon penny/lib/a.ts file:///home/l%C3%A9a/mon%20penny/lib/a.ts:1:2 /home/léa/x /home/léandre",
    ),
    "./lib/a.ts ./lib/a.ts:1:2 ~/x /home/léandre",
  );
});

Deno.test("text() replaces a Windows folder with either slash", () => {
  const { text } = createRedactor({ secrets: [], folders: { "C:\\Users\\Léa\\penny": "." } });
  assert.equal(
    text("C:\\Users\\Léa\\penny\\lib C:/Users/Léa/penny/lib file:///C:/Users/L%C3%A9a/penny/lib"),
    ".\\lib ./lib ./lib",
  );
});

Deno.test("json() redacts texts and keys and leaves the structure alone", () => {
  const { json } = createRedactor({ secrets: ["stream-secret", "code"] });
  assert.deepEqual(
    json({
      cell_type: "code",
      n: 1,
      none: null,
      list: ["stream-secret"],
      "stream-secret": { source: "code" },
    }),
    { cell_type: "code", n: 1, none: null, list: ["***"], "***": { source: "***" } },
  );
});

Deno.test("text() finds a secret that JSON, SQL, JavaScript or a form of a page has written", () => {
  const secret = `l'été & "co"/\\1~`;
  const { text } = createRedactor({ secrets: [secret] });
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [
    json.replaceAll("/", "\\/"),
    JSON.stringify(json).slice(1, -1),
    json.replaceAll("é", "\\u00e9").replaceAll("&", "\\u0026").replaceAll("'", "\\u0027"),
    json.replaceAll("é", "\\u00E9").replaceAll("&", "\\u0026").replaceAll("'", "\\u0027"),
    secret.replaceAll("'", "''"),
    new URLSearchParams({ v: secret }).toString().slice(2),
    encodeURIComponent(secret).toLowerCase(),
    encodeURIComponent(encodeURIComponent(secret)),
    encodeURI(secret),
    "l&#x27;été &amp; &quot;co&quot;/\\1~",
    "l&apos;été &amp; &quot;co&quot;/\\1~",
  ];
  for (const form of forms) assert.equal(text(`[${form}]`), "[***]", form);
});

Deno.test("text() finds a secret within base64 wherever it begins", () => {
  const secret = "jeton-secret-é-42";
  const { text } = createRedactor({ secrets: [secret] });
  for (const before of ["", "u", "us", "use", "user:"]) {
    for (const alphabet of ["base64", "base64url"] as const) {
      const code = new TextEncoder().encode(`${before}${secret}\n?`).toBase64({ alphabet });
      const shown = text(code);
      assert.match(shown, /\*\*\*/);
      const left = shown.split("***").map((part) => part.length);
      assert.ok(Math.max(...left) <= before.length * 2 + 4, `${code} -> ${shown}`);
    }
  }
});

Deno.test("text() finds digits that are a secret only where they stand alone", () => {
  const { text } = createRedactor({ secrets: ["123456"] });
  assert.equal(
    text("1234567 0123456 mdp=123456 (123456) %3D123456 \\n123456"),
    "1234567 0123456 mdp=*** (***) %3D*** \\n***",
  );
});

Deno.test("text() finds each line of a secret of several lines", () => {
  const { text } = createRedactor({ secrets: ["-----BEGIN-----\nMIIEvQIBADANBg\n-----END-----"] });
  assert.equal(text("x MIIEvQIBADANBg y"), "x *** y");
});

Deno.test("text() masks what has the shape of a secret", () => {
  const { text } = createRedactor({ secrets: [] });
  const pairs = [
    [
      "https://app.pennylane.com/public/invoice/pdf?encrypted_id=bzjoVJeX%3D%3D",
      "https://app.pennylane.com/public/invoice/pdf?encrypted_id=***",
    ],
    [
      '"https:\\/\\/app.pennylane.com\\/public\\/quote\\/pdf?a=1\\u0026encrypted_id=bzjoVJeX"',
      '"https:\\/\\/app.pennylane.com\\/public\\/quote\\/pdf?a=1\\u0026encrypted_id=***"',
    ],
    [
      "https://app.pennylane.com/rails/active_storage/blobs/redirect/eyJfc==--26d6/Facture.pdf fin",
      "https://app.pennylane.com/rails/active_storage/*** fin",
    ],
    ["?u=https%3A%2F%2Fx%3Ftoken%3Dabcdef%26b%3D1", "?u=https%3A%2F%2Fx%3Ftoken%3D***%26b%3D1"],
    ["https://a/b?page=2&amp;token=abcdef&amp;b=1", "https://a/b?page=2&amp;token=***&amp;b=1"],
    ["https://a/b?X-Amz-Signature=0f0f0f&key=k12345", "https://a/b?X-Amz-Signature=***&key=***"],
    ["Authorization: Bearer abc123.def-456_g", "Authorization: Bearer ***"],
    ["authorization: basic dXNlcjpwYXNz", "authorization: basic ***"],
    ["postgres://user:pa$s%40@localhost:5433/db", "postgres://user:***@localhost:5433/db"],
    ["redis://:secret@h https://ghp_0123456789abcdefghij@x", "redis://:***@h https://***@x"],
    ["u=redis%3A%2F%2Flea%3Aabc%2Bd%40h%3A1", "u=redis%3A%2F%2Flea%3A***%40h%3A1"],
    ["Authorization%3A%20Bearer%20abc123.def", "Authorization%3A%20Bearer%20***"],
    ["eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4", "***"],
    ["host=x password=motdepasse dbname=y", "host=x password=*** dbname=y"],
  ] as const;
  for (const [input, expected] of pairs) assert.equal(text(input), expected);
  for (const [, expected] of pairs) assert.equal(text(expected), expected, "twice is once");
});

Deno.test("text() leaves ordinary text, amounts, ids and addresses alone", () => {
  const { text } = createRedactor({ secrets: ["aB3-tok3n-de-pr0duction"] });
  const ordinary = [
    "1 284,50 € ; -34 310,50 ; SIREN 552 100 554, SIRET 55210055400013, TVA FR32552100554",
    "9007199254740993 f47ac10b-58cc-4372-a567-0e02b2c3d479 4e07408562bedb8b60ce05c1decfe3ad16b7",
    "https://app.pennylane.com/companies/21/clients/invoices?page=2&per_page=100&sort=-id",
    "http://localhost:5433 localhost:5433/penny_demo contact@exemple.fr http://127.0.0.1:8888/lab?x=a@b.fr",
    "la clé=valeur, key=compte, token: aucun, password: (masqué)",
    "Bearer instruments et Basic information, base de gestion, Basic authentication",
    "FR76 3000 6000 0112 3456 7890 189 2026-10-31T10:05:09.000Z 12:30 1/2/3",
    "groupBy({ key: nom }).sort((a, b) => a.key - b.key); const token = null;",
    "select * from pennylane.customers where id = 12 and label like '%a:b@c%'",
  ];
  for (const one of ordinary) assert.equal(text(one), one);
});

Deno.test("text() replaces folders however a path is written", () => {
  const { text } = createRedactor({
    secrets: [],
    folders: { "/home/léa/penny": ".", "/home/léa": "~", "/tmp": "TEMP", "/srv": "~", "/": "x" },
  });
  const pairs = [
    ["file:///home/l%c3%a9a/penny/a.ts", "./a.ts"],
    ["-L/home/léa/lib \\n/srv/.cache/deno", "-L~/lib \\n~/.cache/deno"],
    ["%2Fhome%2Fl%C3%A9a%2Fpenny%2Fa path%3D%2Fsrv%2Fb", ".%2Fa path%3D~%2Fb"],
    ["/home/le\u0301a/penny/x (/tmp/a1)", "./x (TEMP/a1)"],
    ["a/srv /srving /tmpfile var/tmp", "a/srv /srving /tmpfile var/tmp"],
  ] as const;
  for (const [input, expected] of pairs) assert.equal(text(input), expected);
});

Deno.test("text() replaces a Windows folder with doubled backslashes and another drive letter", () => {
  const { text } = createRedactor({
    secrets: [],
    folders: { "C:\\Users\\Léa": "~", "C:\\Users\\Léa\\penny\\": ".", "C:\\": "x" },
  });
  assert.equal(
    text(
      '"c:\\\\Users\\\\Léa\\\\penny\\\\a" c:/users/léa/b C%3A%5CUsers%5CL%C3%A9a%5Cc C:\\Windows',
    ),
    '".\\\\a" ~/b ~%5Cc C:\\Windows',
  );
});

Deno.test("json() finds a secret cut into the lines of a list", () => {
  const { json } = createRedactor({ secrets: ["s3cret-long", "abc"] });
  assert.deepEqual(json({ "text/plain": ["le s3c", "ret", "-long !", "fin"], l: ["abc", "def"] }), {
    "text/plain": ["le ***", "", " !", "fin"],
    l: ["***", "def"],
  });
});

Deno.test("json() finds a secret cut by another stream of the cell", () => {
  const { json } = createRedactor({ secrets: ["s3cret-long"] });
  const stream = (name: string, text: string) => ({ output_type: "stream", name, text });
  assert.deepEqual(
    json([stream("stdout", "le s3cret"), stream("stderr", "x"), stream("stdout", "-long !")]),
    [stream("stdout", "le ***"), stream("stderr", "x"), stream("stdout", " !")],
  );
});

Deno.test("json() gives a cell whose id is a secret another id", () => {
  const { json } = createRedactor({ secrets: ["secret-token-1"] });
  const { id } = json({ id: "secret-token-1" });
  assert.match(id, /^masque-[0-9a-f]{12}$/);
  assert.deepEqual(json({ id: "c1" }), { id: "c1" });
});

Deno.test("text() redacts 50 MB with 20 secrets in two seconds", () => {
  const secrets = Array.from({ length: 20 }, (_, i) => `t0k3n/&é"${i}-${"xyz".repeat(8)}`);
  const { text } = createRedactor({ secrets, folders: { "/home/léa/penny": ".", "/tmp": "TEMP" } });
  const line = `{"id":12345,"libelle":"Facture 1284,50 € https://app.pennylane.com/x?page=2"} ` +
    `<td style="text-align:right">12</td>\n`;
  const large = line.repeat(Math.ceil(5_000_000 / line.length));
  const start = performance.now();
  assert.equal(text(large).length, large.length);
  const seconds = (performance.now() - start) / 1000;
  // A tenth of it, with room for a busy machine.
  assert.ok(seconds < 1, `${seconds} s for 5 MB`);
  assert.equal(text(`${large}${secrets[7]}`), `${large}***`);
});
