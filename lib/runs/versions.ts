import * as path from "node:path";

/** What a run was made with. */
export interface Versions {
  readonly penny: string | null;
  readonly deno: string;
  /** Exact version by package name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * The versions that a clone works with: its own, Deno's, and those of the packages that `deno.json` names.
 *
 * @param root The clone, absolute.
 * @returns Without packages when `deno.json` names none; types alone are left out.
 */
export async function readVersions(root: string): Promise<Versions> {
  const text = await Deno.readTextFile(path.join(root, "deno.json")).catch(() => "{}");
  const { version, imports = {} } = JSON.parse(text) as {
    readonly version?: string;
    readonly imports?: Readonly<Record<string, string>>;
  };
  const packages = Object.values(imports).flatMap((specifier) => {
    const [, name, exact] = /^npm:(@?[^@]+)@(.+)$/.exec(specifier) ?? [];
    return name === undefined || exact === undefined || name.startsWith("@types/")
      ? []
      : [[name, exact] as const];
  });
  return {
    penny: version ?? null,
    deno: Deno.version.deno,
    packages: Object.fromEntries(packages),
  };
}
