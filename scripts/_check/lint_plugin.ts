import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importFault, packageFault } from "./rooms.ts";

/** Lines that a file may have, comments included. */
const MAX_FILE_LINES = 400;
/** Lines that a function may have, from its first to its last. */
const MAX_FUNCTION_LINES = 60;
/** Arguments of an exported function: two and an options object. */
const MAX_PARAMETERS = 3;

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

type Context = Deno.lint.RuleContext;
type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

function pathFromRoot(context: Context): string {
  return relative(ROOT, context.filename).replaceAll("\\", "/");
}

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

const fileSize: Deno.lint.Rule = {
  create: (context) => ({
    Program(node) {
      const lines = lineCount(context.sourceCode.text);
      if (lines <= MAX_FILE_LINES) return;
      context.report({ node, message: `file has ${lines} lines; at most ${MAX_FILE_LINES}` });
    },
  }),
};

const functionSize: Deno.lint.Rule = {
  create(context) {
    const measure = (node: FunctionNode) => {
      const lines = lineCount(context.sourceCode.getText(node));
      if (lines <= MAX_FUNCTION_LINES) return;
      context.report({
        node,
        message: `function has ${lines} lines; at most ${MAX_FUNCTION_LINES}`,
      });
    };
    return {
      FunctionDeclaration: measure,
      FunctionExpression: measure,
      ArrowFunctionExpression: measure,
    };
  },
};

const parameters: Deno.lint.Rule = {
  create: (context) => ({
    "ExportNamedDeclaration > FunctionDeclaration"(node: Deno.lint.FunctionDeclaration) {
      if (node.params.length <= MAX_PARAMETERS) return;
      const message =
        `exported function takes ${node.params.length} arguments; at most two and options`;
      context.report({ node, message });
    },
  }),
};

const exportStar: Deno.lint.Rule = {
  create: (context) => ({
    ExportAllDeclaration(node) {
      context.report({ node, message: "export by name, not `export *`" });
    },
  }),
};

const environment: Deno.lint.Rule = {
  create(context) {
    const file = pathFromRoot(context);
    if (file.startsWith("lib/config/") || file.startsWith("tests/") || file.endsWith("_test.ts")) {
      return {};
    }
    return {
      MemberExpression(node) {
        const text = context.sourceCode.getText(node).replaceAll(/\s/g, "");
        if (!/^(?:globalThis\.)?(?:Deno|process)\??\.env$/.test(text)) return;
        context.report({ node, message: "only lib/config reads the environment" });
      },
      ImportDeclaration(node) {
        const names = node.specifiers.map((one) => context.sourceCode.getText(one));
        if (!/^(?:node:)?process$/.test(node.source.value)) return;
        if (names.some((name) => /^env\b/.test(name))) {
          context.report({ node, message: "only lib/config reads the environment" });
        }
      },
    };
  },
};

function isDocumented(context: Context, node: Deno.lint.Node): boolean {
  const comment = context.sourceCode.getCommentsBefore(node).at(-1);
  if (comment?.type !== "Block" || !comment.value.startsWith("*")) return false;
  return context.sourceCode.text.slice(comment.range[1], node.range[0]).trim() === "";
}

function exportedNames(node: Deno.lint.ExportNamedDeclaration): string[] {
  const declaration = node.declaration;
  if (!declaration) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.map((one) =>
      one.id.type === "Identifier" ? one.id.name : "pattern"
    );
  }
  const id = "id" in declaration ? declaration.id : null;
  return [id?.type === "Identifier" ? id.name : "declaration"];
}

const documentedExport: Deno.lint.Rule = {
  create(context) {
    // The first signature of an overloaded function carries the comment for all.
    const documented = new Set<string>();
    return {
      ExportNamedDeclaration(node) {
        const names = exportedNames(node);
        if (names.length === 0) return;
        if (isDocumented(context, node)) names.forEach((name) => documented.add(name));
        const missing = names.filter((name) => !documented.has(name));
        if (missing.length === 0) return;
        context.report({ node, message: `exported ${missing.join(", ")} has no JSDoc` });
      },
    };
  },
};

const imports: Deno.lint.Rule = {
  create(context) {
    const file = pathFromRoot(context);
    const judge = (node: Deno.lint.Node, source: Deno.lint.Expression | null) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const specifier = source.value;
      const local = specifier.startsWith(".");
      const target = relative(ROOT, resolve(dirname(context.filename), specifier));
      const message = local
        ? importFault(file, target.replaceAll("\\", "/"))
        : packageFault(file, specifier);
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source),
      ImportExpression: (node) => judge(node, node.source),
      ExportNamedDeclaration: (node) => judge(node, node.source),
      ExportAllDeclaration: (node) => judge(node, node.source),
    };
  },
};

/** Penny's house rules for `deno lint`: sizes, documentation, environment, and who may import whom. */
const plugin: Deno.lint.Plugin = {
  name: "penny",
  rules: {
    "file-size": fileSize,
    "function-size": functionSize,
    "parameters": parameters,
    "export-star": exportStar,
    "environment": environment,
    "documented-export": documentedExport,
    "imports": imports,
  },
};

export default plugin;
