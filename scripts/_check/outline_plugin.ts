/** One name that a cell imports. */
export interface ImportedName {
  /** The name in the cell; empty for an import for its effects alone. */
  readonly local: string;
  /** A whole import statement of this name alone. */
  readonly statement: string;
  /** Line in the cell, from 1. */
  readonly line: number;
}

/** One import statement of a cell. */
export interface CellImport {
  readonly module: string;
  /** Offsets in the cell, in UTF-16 units: from, up to. */
  readonly range: readonly [number, number];
  readonly names: readonly ImportedName[];
}

/** What a cell brings into the notebook's scope. */
export interface CellOutline {
  readonly imports: readonly CellImport[];
  /** Names declared at the top level of the cell. */
  readonly names: readonly string[];
}

function patternNames(pattern: Deno.lint.Node | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        patternNames(one.type === "Property" ? one.value : one.argument)
      );
    case "ArrayPattern":
      return pattern.elements.flatMap(patternNames);
    case "RestElement":
      return patternNames(pattern.argument);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    default:
      return [];
  }
}

function declaredNames(statement: Deno.lint.Statement): string[] {
  if (statement.type === "VariableDeclaration") {
    return statement.declarations.flatMap((one) => patternNames(one.id));
  }
  if (!/Declaration$/.test(statement.type) || !("id" in statement)) return [];
  return patternNames(statement.id as Deno.lint.Node | null);
}

function importStatement(text: string, module: string, type: Deno.lint.Node["type"]): string {
  if (type === "ImportSpecifier") return `import { ${text} } from ${module};`;
  return `import ${text} from ${module};`;
}

function outlineImport(
  context: Deno.lint.RuleContext,
  node: Deno.lint.ImportDeclaration,
): CellImport {
  const code = context.sourceCode;
  const module = code.getText(node.source);
  const lineOf = (at: number) => code.text.slice(0, at).split("\n").length;
  const names = node.specifiers.map((one) => {
    const text = `${node.importKind === "type" ? "type " : ""}${code.getText(one)}`;
    const statement = importStatement(text, module, one.type);
    return { local: one.local.name, statement, line: lineOf(one.range[0]) };
  });
  const effect = { local: "", statement: `import ${module};`, line: lineOf(node.range[0]) };
  return {
    module: node.source.value,
    range: node.range,
    names: names.length === 0 ? [effect] : names,
  };
}

/** Prints the {@linkcode CellOutline} of each file as the message of one diagnostic, for {@linkcode readOutlines}. */
const plugin: Deno.lint.Plugin = {
  name: "cells",
  rules: {
    outline: {
      create: (context) => ({
        Program(node) {
          const statements = node.body as Deno.lint.Statement[];
          const outline: CellOutline = {
            imports: statements.filter((one) => one.type === "ImportDeclaration")
              .map((one) => outlineImport(context, one)),
            names: statements.flatMap(declaredNames),
          };
          context.report({ node, message: JSON.stringify(outline) });
        },
      }),
    },
  },
};

export default plugin;
