import { homedir } from "node:os";
import type { Finding } from "./finding.ts";

/** A text that no tracked file may hold. */
interface Forbidden {
  readonly pattern: RegExp;
  readonly message: string;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The patterns are built from parts, so that this file does not hold what it forbids. */
function forbidden(root: string): Forbidden[] {
  const folders = [root, homedir()].filter((folder) => folder.length > 4)
    .map((folder) => `${escape(folder)}(?![\\w-])`);
  const machine = [...folders, "/wo" + "rk/(?:main|shared)\\b", "/ro" + "ot/\\w"];
  return [
    { pattern: new RegExp("\\b(?:TO" + "DO|FIX" + "ME)\\b"), message: "holds an open note" },
    { pattern: new RegExp(machine.join("|")), message: "holds a path of one machine" },
    {
      pattern: new RegExp("\\b(?:registry|npm)\\.[a-z0-9-]+\\.(?:org|com|io|net|dev)\\b"),
      message: "holds the host name of a package registry",
    },
  ];
}

/**
 * Looks for what no tracked text may hold: open notes, a developer's folders, a registry's host name.
 *
 * @param root Absolute folder of the clone.
 * @param file Path from the root.
 * @param text The file's content.
 * @returns One finding a line.
 */
export function textFindings(root: string, file: string, text: string): Finding[] {
  const rules = forbidden(root);
  return text.split("\n").flatMap((line, index) =>
    rules.filter((rule) => rule.pattern.test(line)).map((rule) => ({
      place: file,
      line: index + 1,
      message: `${rule.message}: ${rule.pattern.exec(line)![0]}`,
    }))
  );
}
