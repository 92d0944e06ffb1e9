import { chromium } from "playwright-core";
import type { Browser, Locator, Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Longest wait for one thing to appear; the notebook may have to make its database first. */
const APPEARS_WITHIN_MS = 120_000;

/** Opens Chromium without a window. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A notebook open in Jupyter Notebook 6, driven as a person drives it: menus, mouse and keyboard. */
export class NotebookPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
  }

  /** Opens an address and waits until the kernel is ready. */
  static async open(browser: Browser, url: string): Promise<NotebookPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "fr-FR" });
    const notebook = new NotebookPage(page);
    await page.goto(url);
    await notebook.#idle();
    return notebook;
  }

  /** Cells that hold code. */
  get codeCells(): Locator {
    return this.#page.locator(".code_cell");
  }

  /** The first code cell with `text` in its source. */
  codeCell(text: string): Locator {
    const source = this.#page.locator(".input_area", { hasText: text });
    return this.codeCells.filter({ has: source }).first();
  }

  /** Menu Cell, Run All. */
  async runAll(): Promise<void> {
    await this.#menu("run_all_cells");
  }

  /** Selects a cell, then menu Cell, Run All Below. */
  async runFrom(cell: Locator): Promise<void> {
    await cell.locator(".input_prompt").click();
    await this.#menu("run_all_cells_below");
  }

  /** Replaces the text of a cell with the keyboard. */
  async type(cell: Locator, text: string): Promise<void> {
    await cell.locator(".CodeMirror").click();
    await this.#page.keyboard.press("Control+A");
    await this.#page.keyboard.insertText(text);
    await this.#page.keyboard.press("Escape");
  }

  /** Text of error outputs, one a cell. */
  async errors(): Promise<string[]> {
    return await this.#page.locator(".output_error").allTextContents();
  }

  /** Saves what is in view. */
  async screenshot(path: string): Promise<void> {
    await this.#page.screenshot({ path });
  }

  async #menu(item: string): Promise<void> {
    await this.#page.locator("#celllink").click();
    await this.#page.locator(`#${item}`).click();
    await this.#idle();
  }

  /** No cell waits or runs and the kernel says that it is idle. */
  async #idle(): Promise<void> {
    await this.#page.locator(".kernel_idle_icon").waitFor();
    await this.#page.locator(".code_cell.running").first().waitFor({ state: "detached" });
    await this.#page.locator(".kernel_idle_icon").waitFor();
  }
}
