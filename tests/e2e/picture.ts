/**
 * Makes the README's picture from a real run: `deno run -A tests/e2e/picture.ts [PAGE] [PICTURE]`, after
 * `deno task run-all`. @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./_notebook_page.ts";
import { findTools } from "./_tools.ts";
import { ROOT } from "./_workbench.ts";

const WIDTH = 1100;
const HEIGHT = 1500;

/** Saves the part of a page around its first chart, as wide as a reader's window. */
async function takePicture(page: string, picture: string): Promise<void> {
  const { chromium } = findTools();
  if (chromium === null) throw new Error("Chromium is not on PATH");
  const browser = await openBrowser(chromium);
  try {
    const tab = await browser.newPage({
      viewport: { width: WIDTH, height: HEIGHT },
      locale: "fr-FR",
    });
    await tab.goto(pathToFileURL(page).href);
    await tab.screenshot({ path: picture });
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
