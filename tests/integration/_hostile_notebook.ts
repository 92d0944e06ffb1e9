/** A notebook that writes secrets into every channel that a notebook has. @module */
import { EVENT_MIME } from "../../lib/base/mod.ts";

/** Where the notebook finds what it is to betray. */
export interface HostileNotebook {
  /** What is written in the notebook itself. */
  readonly secrets: readonly string[];
  /** JSON file of all secrets and folders, absolute; read by the notebook. */
  readonly file: string;
  /** A secret that can be the name of a parameter and the id of a cell. */
  readonly word: string;
}

/** What every cell begins with. */
const READ = (file: string) =>
  `const { secrets, folders } = JSON.parse(Deno.readTextFileSync(${JSON.stringify(file)}));
const send = (type, content) => Deno.jupyter.broadcast(type, content);
const show = (data, metadata = {}) => send("display_data", { data, metadata, transient: {} });
const half = (text) => [text.slice(0, text.length / 2), text.slice(text.length / 2)];`;

const STREAMS = `for (const one of [...secrets, ...folders]) {
  console.log("canal-stdout", one, { one, list: [one] });
  console.error("canal-stderr", new Error(one));
  const [a, b] = half(one);
  send("stream", { name: "stdout", text: "canal-morceaux " + a });
  send("stream", { name: "stdout", text: b + "\\n" });
  send("stream", { name: "stdout", text: "canal-entrelace " + a });
  send("stream", { name: "stderr", text: "autre flux\\n" });
  send("stream", { name: "stdout", text: b + "\\n" });
}`;

const FORMS = `const html = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
  .replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
const base64 = (text) => new TextEncoder().encode(text).toBase64();
for (const one of secrets) {
  console.log("canal-json", JSON.stringify({ one }), JSON.stringify(JSON.stringify({ one })));
  console.log("canal-url", encodeURIComponent(one), new URLSearchParams({ one }).toString());
  console.log("canal-basic", "Basic " + base64("lea:" + one), base64(one), base64("x" + one + "y"));
  show({ "text/html": "<p title='" + html(one) + "'>canal-html " + html(one) + "</p>" });
  show({ "text/html": ["<p>canal-lignes ", ...half(html(one)), "</p>"], "text/plain": half(one) });
}`;

const BUNDLES = `for (const one of secrets) {
  const svg = "<svg xmlns='http://www.w3.org/2000/svg'><text>canal-svg " +
    one.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") + "</text></svg>";
  show({ "image/svg+xml": svg, "text/plain": "canal-texte " + one });
  show({ "application/json": { canal: "canal-arbre", a: [{ [one]: { b: one } }] }, "text/plain": "x" });
  show({ "text/markdown": "**canal-prose** " + one }, { note: "canal-note " + one, [one]: [one] });
  show({ "application/octet-stream": new TextEncoder().encode("ab" + one).toBase64() });
  show({ [one]: "canal-type", "text/plain": "x" });
  const id = crypto.randomUUID();
  send("display_data", { data: { "text/plain": "x" }, metadata: {}, transient: { display_id: id } });
  send("update_display_data", {
    data: { "text/plain": "canal-mise-a-jour " + one }, metadata: {}, transient: { display_id: id },
  });
}
secrets`;

const EVENTS = `for (const one of secrets) {
  const event = (content) => show({ ${JSON.stringify(EVENT_MIME)}: content });
  event({ type: "progress", text: "canal-etape " + one });
  event({
    type: "unit", domain: "customers", source: "data_sharing", companyId: "7", status: "red", rows: 0,
    company: "Agence " + one, reason: "canal-raison " + one,
  });
}`;

const TRANSFORM = `import { openPenny } from "penny";
const penny = await openPenny();
const customers = await penny.extract("customers");
// The row-wise check takes rows of one company: what other companies bring is refused.
let first = null;
const names = await penny.publish(customers, (frame) => {
  const company = frame.height === 0 ? null : String(frame.getColumn("company_id").get(0));
  first ??= company;
  if (company !== first) throw new Error("canal-base " + secrets.join(" | "));
  return frame;
}).then((display) => display.toDisplay().text, (error) => error.message);
names`;

const LATE = `Promise.reject(new Error("canal-rejet " + secrets.join(" | ")));
setTimeout(() => { throw new Error("canal-minuterie " + secrets.join(" | ")); }, 1);
await new Promise((resolve) => setTimeout(resolve, 50));`;

const THROW = `class Refus extends Error { name = "Refus " + secrets[0]; }
throw new Refus("canal-erreur " + [...secrets, ...folders].join(" | "), { cause: new Error(secrets.join(" | ")) });`;

/** The notebook as a file holds it. */
export function hostileNotebook({ secrets, file, word }: HostileNotebook): unknown {
  const code = (id: string, source: string, tags: readonly string[] = []) => ({
    cell_type: "code",
    id,
    metadata: { tags, note: secrets },
    source,
    execution_count: null,
    outputs: [],
  });
  const prose = secrets.map((one) => `canal-carnet ${one}`).join("\n\n");
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "deno", display_name: "Deno", language: "typescript" },
      auteur: { [secrets[0]!]: secrets },
    },
    cells: [
      {
        cell_type: "markdown",
        id: "titre",
        metadata: { secrets },
        source: `# Titre ${secrets[0]}\n\n${prose}`,
        attachments: { [`${word}.txt`]: { "text/plain": secrets } },
      },
      code("parametres", `const societe: string = "auto";\nconst ${word}: string = "x";`, [
        "parameters",
      ]),
      code(word, `${READ(file)}\n// canal-source ${secrets.join(" | ")}`),
      ...[STREAMS, FORMS, BUNDLES, EVENTS, TRANSFORM, LATE, THROW].map((source, index) =>
        code(`c${index}`, source)
      ),
    ],
  };
}
