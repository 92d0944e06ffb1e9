import type { Redactor } from "../base/mod.ts";
import type { Transform } from "../sync/mod.ts";

/**
 * A transform whose errors say no secret: their text is recorded in the base as the reason why a company keeps its old rows.
 *
 * @param transform The user's.
 * @param redactor Knows the secrets.
 * @returns A transform that does the same.
 */
export function discreetTransform(transform: Transform, redactor: Redactor): Transform {
  return (frame) => {
    try {
      return transform(frame);
    } catch (error) {
      if (!(error instanceof Error)) throw redactor.text(String(error));
      error.message = redactor.text(error.message);
      throw error;
    }
  };
}
