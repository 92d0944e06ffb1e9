import pl from "nodejs-polars";
import type { Frame } from "../frames/mod.ts";
import { requireColumns } from "./_columns.ts";

/**
 * Codes where French VAT applies: metropolitan France, Monaco (convention of 18 May 1963), Guadeloupe, Martinique and
 * Réunion (CGI, article 294).
 */
const FRANCE = ["FR", "MC", "GP", "MQ", "RE"];

/** The other member states, Greece under both its codes, and Northern Ireland for goods. */
const UNION = [
  ...["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "GR", "HR", "HU", "IE"],
  ...["IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI"],
];

/**
 * Adds where a third party stands for VAT, by the country of its address. It is a sorting aid, not a tax ruling: the
 * place of supply decides.
 *
 * In: `country_alpha2` text. Out: the same rows and order, plus `zone_tva` text: « France », « Union européenne » or
 * « Hors Union européenne »; null without a country. An empty frame gets the column.
 *
 * ```text
 * country_alpha2   zone_tva
 * FR               France
 * DE               Union européenne
 * US               Hors Union européenne
 * ```
 *
 * @param frame Customers or suppliers.
 * @returns A new frame.
 * @throws {DataError} The country column is missing.
 */
export function withVatZone(frame: Frame): Frame {
  requireColumns(frame, ["country_alpha2"], "zone_tva");
  const country = pl.col("country_alpha2").str.strip().str.toUpperCase();
  const zone = pl.when(country.isIn(FRANCE)).then(pl.lit("France"))
    .when(country.isIn(UNION)).then(pl.lit("Union européenne"))
    .when(country.isNotNull().and(country.neq(pl.lit("")))).then(pl.lit("Hors Union européenne"))
    .otherwise(pl.lit(null).cast(pl.Utf8));
  return frame.withColumns(zone.alias("zone_tva"));
}
