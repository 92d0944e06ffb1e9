/**
 * Makes the README's picture from a real run: `deno run -A tests/e2e/picture.ts [PAGE] [PICTURE]`, after
 * `deno task run-all`. @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./_notebook_page.ts";
import { findTools } from "./_tools.ts";
import { ROOT } from "./_workbench.ts";

const WIDTH = 1000;
/** Headings between which the picture is cut: the transform, then the first chart. */
const FROM = /^5\. /;
const TO = /^8\. /;
const MARGIN = 12;

/** Saves the part of a page between two headings, its code unfolded, as wide as a reader's window. */
async function takePicture(page: string, picture: string): Promise<void> {
  const { chromium } = findTools();
  if (chromium === null) throw new Error("Chromium is not on PATH");
  const browser = await openBrowser(chromium);
  try {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, locale: "fr-FR" });
    await tab.goto(pathToFileURL(page).href);
    await tab.locator("details:not([open]) > summary", { hasText: "Code" }).evaluateAll((all) =>
      all.forEach((summary) => summary.parentElement.open = true)
    );
    const [from, to] = await Promise.all(
      [FROM, TO].map((title) => tab.locator("h2", { hasText: title }).boundingBox()),
    );
    if (!from || !to) throw new Error(`${page} has no headings ${FROM} and ${TO}`);
    const clip = { x: 0, y: from.y - MARGIN, width: WIDTH, height: to.y - from.y - 2 * MARGIN };
    await tab.screenshot({ path: picture, fullPage: true, clip });
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  const [page = "outputs/latest/04_customer_invoices.html", picture = "docs/images/carnet.png"] =
    Deno.args;
  await Deno.mkdir(resolve(ROOT, "docs/images"), { recursive: true });
  await takePicture(resolve(ROOT, page), resolve(ROOT, picture));
}
