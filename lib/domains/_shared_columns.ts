import { bigint, text, timestamp } from "./_column.ts";
import type { Where } from "./_column.ts";
import type { Column } from "./types.ts";

/** The company that a token belongs to, or that a Firm API path names. */
const API_COMPANY: Where = { api: "/me#company.id", firm: "/companies#id" };

/** Identifier of the company that owns the row. */
export function companyId(where: Where = API_COMPANY): Column {
  return bigint("company_id", [
    "Société",
    "Identifiant Pennylane de la société à laquelle la ligne appartient.",
  ], where);
}

/** Name of the company that owns the row. */
export function companyName(
  where: Where = { api: "/me#company.name", firm: "/companies#name" },
): Column {
  return text("company_name", ["Nom de la société", "Nom d'usage de la société."], where);
}

/** When the record was made. */
export function createdAt(where: Where = { api: "created_at" }): Column {
  return timestamp(
    "created_at",
    ["Créé le", "Date et heure de création dans Pennylane (UTC)."],
    where,
  );
}

/** When the record last changed. */
export function updatedAt(where: Where = { api: "updated_at" }): Column {
  return timestamp("updated_at", [
    "Modifié le",
    "Date et heure de la dernière modification dans Pennylane (UTC).",
  ], where);
}

/** When the record was archived, else null; the APIs alone know archived records. */
export function archivedAt(): Column {
  return timestamp("archived_at", [
    "Archivé le",
    "Date et heure d'archivage (UTC) ; vide tant que l'élément est actif.",
  ], { api: "archived_at" });
}

/** The caller's own reference. */
export function externalReference(): Column {
  return text("external_reference", [
    "Référence externe",
    "Référence unique, donnée par l'utilisateur ou produite par Pennylane.",
  ], { api: "external_reference" });
}
