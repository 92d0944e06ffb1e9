import assert from "node:assert/strict";
import { DISCREET, HUES } from "./_html.ts";
import { NEGATIVE, PALETTE } from "./_theme.ts";

type Rgb = readonly [number, number, number];

/** Background and text of the pages in which displays are read. */
const PAGES: Readonly<Record<string, readonly [Rgb, Rgb]>> = {
  "VS Code light": [rgb("#ffffff"), rgb("#3b3b3b")],
  "VS Code dark": [rgb("#1e1e1e"), rgb("#cccccc")],
  "JupyterLab light": [rgb("#ffffff"), rgb("#212121")],
  "JupyterLab dark": [rgb("#111111"), rgb("#e0e0e0")],
};

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** A colour over another, as `opacity` paints it. */
function over(above: Rgb, below: Rgb, opacity: number): Rgb {
  return above.map((part, i) => part * opacity + below[i]! * (1 - opacity)) as unknown as Rgb;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of WCAG, from 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

Deno.test("secondary text keeps a contrast of 4.5 on every page, also on a header's band", () => {
  const opacity = Number(/[\d.]+$/.exec(DISCREET)?.[0]);
  for (const [name, [background, text]] of Object.entries(PAGES)) {
    for (const behind of [background, over([128, 128, 128], background, 0.11)]) {
      const found = contrast(over(text, behind, opacity), behind);
      assert.ok(found >= 4.5, `${name} : ${found.toFixed(2)}`);
    }
  }
});

Deno.test("colours of series and borders keep a contrast of 3 on every page", () => {
  const hues = Object.values(HUES).map((hue) => hue.split(",").map(Number) as unknown as Rgb);
  for (const color of [...PALETTE, NEGATIVE].map(rgb).concat(hues)) {
    for (const [name, [background]] of Object.entries(PAGES)) {
      const found = contrast(color, background);
      assert.ok(found >= 3, `${name} ${color} : ${found.toFixed(2)}`);
    }
  }
});
