import { MOVING, MOVING_MODELS } from "./_truth.ts";

/** What a trigger notes of a row `r`: values of `sandbox_live.touched`. */
function note(
  { model, id = "r.id", document = "NULL::bigint", code = "NULL" }: {
    readonly model: string;
    readonly id?: string;
    readonly document?: string;
    readonly code?: string;
  },
): string {
  return `INSERT INTO sandbox_live.touched VALUES
      ('${model}', r.company_id, ${id}, CASE WHEN names THEN NULL ELSE ${document} END, TG_OP, ${code});`;
}

function trigger(table: string, notes: string): string[] {
  const name = `sandbox_live.touch_${table.replace(".", "_")}`;
  return [
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$
     DECLARE
       r record;
       names boolean := coalesce(current_setting('sandbox_live.names', true), '') = 'on';
     BEGIN
       IF TG_OP = 'DELETE' THEN r := OLD; ELSE r := NEW; END IF;
       ${notes}
       RETURN NULL;
     END $body$`,
    `CREATE OR REPLACE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  ];
}

const LEDGER_NOTES = `
       ${note({ model: "analytical_ledger", document: "r.document_id" })}
       IF TG_OP <> 'UPDATE' THEN
         ${note({ model: "general_ledger", document: "r.document_id", code: "r.plan_item_number" })}
       ELSE
         ${note({ model: "general_ledger", document: "r.document_id" })}
         IF OLD.plan_item_number <> NEW.plan_item_number THEN
           INSERT INTO sandbox_live.touched VALUES
             ('general_ledger', r.company_id, r.id, r.document_id, TG_OP, OLD.plan_item_number),
             ('general_ledger', r.company_id, r.id, r.document_id, TG_OP, NEW.plan_item_number);
         END IF;
       END IF;`;

const TAG_DOCUMENT =
  "(SELECT g.document_id FROM sandbox_live.general_ledger g WHERE g.company_id = r.company_id AND g.id = r.line_id)";

/**
 * Triggers that note whatever a step changes, so that no change can forget to tell: with `sandbox_live.names` on, names alone
 * changed, which the API finds through links.
 */
export const TRIGGER_SQL: readonly string[] = [
  ...MOVING_MODELS.filter((model) => !model.endsWith("_ledger")).flatMap((model) =>
    trigger(
      `sandbox_live.${model}`,
      note({ model, document: MOVING[model] === null ? "NULL::bigint" : `r.${MOVING[model]}` }),
    )
  ),
  ...trigger("sandbox_live.general_ledger", LEDGER_NOTES),
  ...trigger(
    "sandbox_live.line_tags",
    note({ model: "analytical_ledger", id: "r.line_id", document: TAG_DOCUMENT }),
  ),
  ...trigger("sandbox_model.invoices", note({ model: "invoice", document: "r.id" })),
  ...trigger(
    "sandbox_model.invoice_lines",
    note({ model: "invoice", id: "r.invoice_id", document: "r.invoice_id" }),
  ),
  ...trigger("sandbox_model.third_parties", note({ model: "party" })),
  ...trigger(
    "sandbox_model.labels",
    note({ model: "label", id: "NULL::bigint", code: "r.kind || ' ' || r.code" }),
  ),
];
