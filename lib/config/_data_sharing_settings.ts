import type { FieldValues } from "./_fields.ts";
import { demoSources } from "./_sources.ts";
import type { DataSharingSettings } from "./types.ts";

const REDSHIFT_HOST = "pennylane-external.csqwamh5pldr.eu-west-1.redshift.amazonaws.com";
const REDSHIFT_PORT = 5439;
const REDSHIFT_DATABASE = "prod";

/**
 * How Data Sharing is reached.
 *
 * @param values All settings.
 * @param demo Whether the data are synthetic.
 * @returns The settings; null unless both key and user are set, or in a demonstration without Data Sharing.
 */
export function dataSharingSettings(
  values: FieldValues,
  demo: boolean,
): DataSharingSettings | null {
  if (demo) return demoSources(values).includes("data_sharing") ? { kind: "standIn" } : null;
  const { PENNYLANE_DATA_SHARING_KEY: password, REDSHIFT_USER: user } = values;
  if (password === undefined || user === undefined) return null;
  return {
    kind: "redshift",
    server: {
      host: values.REDSHIFT_HOST ?? REDSHIFT_HOST,
      port: values.REDSHIFT_PORT ?? REDSHIFT_PORT,
      user,
      password,
      database: values.REDSHIFT_DATABASE ?? REDSHIFT_DATABASE,
    },
    sslMode: values.PENNY_REDSHIFT_SSLMODE ?? "verify-full",
  };
}
