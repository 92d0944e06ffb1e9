import { bump } from "../entries.ts";
import type { Step } from "../step.ts";
import { quoted } from "../texts.ts";
import { namesOnly } from "./parties.ts";

interface Category {
  readonly id: string;
  readonly label: string;
  readonly group_id: string;
  readonly group_label: string;
  readonly analytical_code: string | null;
}

/** Categories that lines are given: not those that sort cash flows. */
const CATEGORIES = `(SELECT k.*, g.label AS group_label FROM sandbox_api.categories k
    JOIN sandbox_api.category_groups g ON g.company_id = k.company_id AND g.id = k.group_id
   WHERE k.company_id = $1 AND k.direction IS NULL) r`;

/** Weights of one, two or three categories of a group: they add up to 1. */
const WEIGHTS: readonly (readonly string[])[] = [[], ["1"], ["0.6", "0.4"], ["0.5", "0.3", "0.2"]];

/** Gives a line other categories of a group: more, fewer, or none. */
export async function changeTags(step: Step): Promise<string | null> {
  const [line, one] = [
    await step.pick<{ id: string; label: string | null; document_id: string }>(
      "sandbox_live.general_ledger r WHERE r.company_id = $1 AND r.plan_item_number ~ '^[67]'",
    ),
    await step.pick<Category>(CATEGORIES),
  ];
  if (line === null || one === null) return null;
  const group = await step.many<Category>(
    `SELECT r.* FROM ${CATEGORIES} WHERE r.group_id = $2 ORDER BY r.id`,
    one.group_id,
  );
  const had = await step.execute(
    "DELETE FROM sandbox_live.line_tags WHERE company_id = $1 AND line_id = $2 AND tag_group = $3",
    ...[line.id, one.group_label],
  );
  const counts = [0, 1, 2, 3].filter((count) => count !== had && count <= group.length);
  const wanted = step.random.pick(counts);
  const from = step.random.int(0, group.length - 1);
  const chosen = WEIGHTS[wanted]!.map((weight, index) => ({
    ...{ label: group[(from + index) % group.length]!.label, weight },
    code: group[(from + index) % group.length]!.analytical_code,
  }));
  await step.execute(
    `INSERT INTO sandbox_live.line_tags (company_id, line_id, tag_group, tag_label, analytical_code, tag_weight)
     SELECT $1, $2, $3, label, code, weight
       FROM json_to_recordset($4::json) AS t (label text, code text, weight numeric)`,
    ...[line.id, one.group_label, JSON.stringify(chosen)],
  );
  if (step.random.chance(0.5)) await bump(step, line.document_id);
  return `ventilation analytique de ${had} à ${wanted} ${
    wanted > 1 ? "catégories" : "catégorie"
  } (${one.group_label}), ${quoted(line.label)}`;
}

/** Another label for a category: all lines that have it repeat it in Data Sharing. */
export async function renameCategory(step: Step): Promise<string | null> {
  const category = await step.pick<Category>(CATEGORIES);
  if (category === null) return null;
  const label = `${category.label.replace(/ \d+$/, "")} ${step.serial()}`;
  await step.execute(
    `UPDATE sandbox_api.categories SET label = $3, updated_at = $4::timestamp
      WHERE company_id = $1 AND id = $2`,
    ...[category.id, label, step.at],
  );
  await namesOnly(step, async () => {
    await step.execute(
      `UPDATE sandbox_live.line_tags SET tag_label = $5
        WHERE company_id = $1 AND tag_group = $2 AND tag_label = $3 AND analytical_code IS NOT DISTINCT FROM $4`,
      ...[category.group_label, category.label, category.analytical_code, label],
    );
  });
  return `catégorie renommée ${quoted(label)}`;
}
