import { Ajv, type ValidateFunction } from "ajv";

// deno-lint-ignore no-explicit-any
type Json = any;

/** The facts of the API that lie beside the project, null where they are missing. */
export function readReference(file: string): Json | null {
  try {
    const url = new URL(`../../../shared/reference/${file}`, import.meta.url);
    return JSON.parse(Deno.readTextFileSync(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Validates answers against the published schemas of an API. */
export class OpenApi {
  readonly #spec: Json;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();
  /** Operations that answers were checked for, e.g. `GET /customers`. */
  readonly checked = new Set<string>();

  readonly #root: string;

  /**
   * @param spec The published description.
   * @param root What its paths begin with.
   */
  constructor(spec: Json, root = "/api/external/v2") {
    this.#spec = spec;
    this.#root = root;
    this.#ajv.addSchema({ $id: "spec", components: spec.components });
    this.#ajv.addFormat("date", /^\d{4}-\d{2}-\d{2}$/);
    this.#ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
    this.#ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
    this.#ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    this.#ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
    this.#ajv.addFormat("uri", /^https?:\/\//);
  }

  /**
   * What is wrong with an answer.
   *
   * @param method `get` or `post`.
   * @param template Path with `{…}` for ids, under the root.
   * @param answer Status and body.
   * @returns Texts; none when the answer fits.
   */
  problems(method: string, template: string, answer: { status: number; json: Json }): string[] {
    const path = Object.keys(this.#spec.paths).find((one) =>
      one.replace(/\{\w+\}/g, "{id}") === this.#root + template
    );
    const operation = path && this.#spec.paths[path][method];
    if (!operation) return [`${method} ${template}: not in the specification`];
    const key = `${method} ${template} ${answer.status}`;
    const schema = this.#schemaOf(operation, answer.status);
    if (schema === null) return [`${key}: status not in the specification`];
    let validate = this.#validators.get(key);
    if (!validate) this.#validators.set(key, validate = this.#ajv.compile(schema));
    this.checked.add(`${method} ${template}`);
    if (validate(answer.json)) return [];
    return (validate.errors ?? []).slice(0, 5).map((error) =>
      `${key}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`
    );
  }

  #schemaOf(operation: Json, status: number): Json | null {
    let response = operation.responses[String(status)];
    if (response?.$ref) response = this.#spec.components.responses[response.$ref.split("/").at(-1)];
    const schema = response?.content?.["application/json"]?.schema;
    if (!schema) return null;
    // An enumeration that is nullable lets null through, though it does not list it.
    const text = JSON.stringify(
      schema,
      (_, value) =>
        value?.nullable && Array.isArray(value.enum)
          ? {
            ...value,
            enum: [...new Set([...value.enum, null])],
            nullable: undefined,
            type: undefined,
          }
          : value,
    ).replaceAll('"#/', '"spec#/');
    return JSON.parse(text);
  }
}
