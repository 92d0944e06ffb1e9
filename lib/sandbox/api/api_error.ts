/** Codes of a 400 body that the sandbox uses. */
export type BadRequestCode =
  | "InvalidDateFormat"
  | "InvalidDateTimeFormat"
  | "LessThanMinimum"
  | "MoreThanMaximum"
  | "NotEnumInclude"
  | "NotExistPropertyDefinition"
  | "NotExistRequiredKey"
  | "ValidateError";

/** A request that the API refuses; `body` is what it answers. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status. */
  readonly status: number;
  /** JSON body, in one of the documented shapes. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body.error ?? body.message));
    this.status = status;
    this.body = body;
  }
}

/** The shape `{error, status}`. */
export function refused(status: number, error: string): ApiError {
  return new ApiError(status, { error, status });
}

/** The shape `{message, field, code}` of a parameter that does not fit its schema. */
export function badParameter(field: string, code: BadRequestCode, message: string): ApiError {
  return new ApiError(400, { message, field, code });
}
