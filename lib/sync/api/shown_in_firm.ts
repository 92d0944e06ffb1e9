import type { FirmCompanyRow } from "../../connectors/pennylane/mod.ts";
import type { ShownCompany } from "../known_identity.ts";
import { readSiren } from "../read_siren.ts";

/** A company that a firm's token shows. */
export interface FirmShown extends ShownCompany {
  /** Code of its file inside the firm. */
  readonly clientCode: string | null;
}

/**
 * What a row of the firm's list tells of who the company is.
 *
 * @param row As the API gave it.
 * @returns The company; its id stands for a name that is blank.
 */
export function shownInFirm(row: FirmCompanyRow): FirmShown {
  const id = String(row.id);
  const clientCode = row.client_code?.trim() || null;
  return { id, name: row.name.trim() || id, siren: readSiren(row.siren ?? null), clientCode };
}
