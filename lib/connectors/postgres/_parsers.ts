import type pg from "pg";

const BOOL = 16;
const INT2 = 21;
const INT4 = 23;
const JSON_TEXT = 114;
const JSONB = 3802;

const asText = (value: string) => value;

/** Booleans, small integers and json parsed; every other type stays text. */
export const VALUE_PARSERS = {
  getTypeParser(oid: number) {
    switch (oid) {
      case BOOL:
        return (value: string) => value === "t";
      case INT2:
      case INT4:
        return Number;
      case JSON_TEXT:
      case JSONB:
        return JSON.parse;
      default:
        return asText;
    }
  },
} as unknown as pg.CustomTypesConfig;

/** Every type stays text. */
export const TEXT_PARSERS = { getTypeParser: () => asText } as unknown as pg.CustomTypesConfig;
