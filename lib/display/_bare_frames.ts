import { createRequire } from "node:module";
import { isFrame } from "./_frame.ts";
import { inKernel } from "./emit.ts";
import { frameTable } from "./frame_table.ts";

/** What a Deno kernel asks the last value of a cell for. */
const DISPLAY = Symbol.for("Jupyter.display");

/** The module of Polars that makes each frame; its other modules ask it anew each time. */
interface FrameModule {
  _DataFrame?: (inner: unknown) => unknown;
}

/**
 * Lets a frame that is the last value of a cell show as `show(frame)` would: the rendering of Polars fails on Decimal
 * columns, and that of other columns has no types and no French numbers. Frames are proxies without a prototype of
 * their own, so each one is told when it is made. Where Polars is built otherwise, its own rendering stays.
 *
 * @param module The module of Polars to change.
 */
export function showBareFrames(module: FrameModule): void {
  const make = module._DataFrame;
  if (typeof make !== "function") return;
  module._DataFrame = (inner) => {
    const frame = make(inner);
    if (isFrame(frame)) {
      Object.assign(frame, {
        [DISPLAY]: () => {
          const { html, text } = frameTable(frame).toDisplay();
          return { "text/html": html, "text/plain": text };
        },
      });
    }
    return frame;
  };
}

/** The module, or nothing where the package keeps it elsewhere. */
function polarsFrames(): FrameModule {
  try {
    return createRequire(import.meta.url)("nodejs-polars/bin/dataframe.js") as FrameModule;
  } catch {
    return {}; // the rendering of Polars is better than none
  }
}

if (inKernel()) showBareFrames(polarsFrames());
