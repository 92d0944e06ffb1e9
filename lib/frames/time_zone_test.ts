import assert from "node:assert/strict";

/** Reads and writes instants that do not exist, or exist twice, in the child's own time zone. */
const SCRIPT = `
import { Buffer } from "node:buffer";
import { frameFromCsv, frameToCsv, toTextRows } from "${new URL("./mod.ts", import.meta.url).href}";
const csv = "id,at,d\\n" + ["2025-03-30 02:30:00.000000", "2025-10-26 02:30:00.000001", "1969-12-31 23:59:59.999999"]
  .map((at, id) => id + "," + at + "," + at.slice(0, 10) + "\\n").join("");
const frame = frameFromCsv(Buffer.from(csv), [
  { name: "id", type: "bigint" }, { name: "at", type: "timestamp" }, { name: "d", type: "date" },
]);
console.log(frameToCsv(frame).toString() === csv, new Date(0).getTimezoneOffset(), toTextRows(frame)[0][1]);
`;

for (
  const [zone, offset] of [["Europe/Paris", -60], ["America/New_York", 300], [
    "Pacific/Auckland",
    -720,
  ]]
) {
  Deno.test(`frameFromCsv() does not shift instants in the zone ${zone}`, async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", SCRIPT],
      env: { TZ: String(zone), NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout).trim();
    assert.equal(said, `true ${offset} 2025-03-30 02:30:00.000000`);
  });
}
