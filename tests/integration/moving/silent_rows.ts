import type { Database } from "../../../lib/connectors/postgres/mod.ts";
import type { Live, LiveChange } from "../../../lib/sandbox/live/mod.ts";
import type { Asked } from "./asked_ids.ts";
import type { DifferingRow } from "./truth.ts";

/** By the company's id in Data Sharing. */
type Companies = ReadonlyMap<string, { readonly companyId: string; readonly shift: bigint }>;

/**
 * Rows that were changed without an event, and that nobody has read since, exactly.
 *
 * API: rows of a silent change, and those that repeat the label of a category that was renamed (no feed tells it), until an id of theirs is asked for, a deletion of them is told, or their unit is read whole.
 * Data Sharing: rows whose copy in `etl` moved without a new `synchronised_at`, until that moves after all, their unit is read
 * whole, or a reading of changes begins that takes everything synchronised later than a moment before theirs: five minutes
 * before its watermark, for rows of one id of the analytical ledger the last one of the group.
 */
export class SilentRows {
  readonly #db: Database;
  readonly #books: Database;
  readonly #companies: Companies;
  /** Rows ever noted. */
  noted = 0;

  private constructor(db: Database, books: Database, companies: Companies) {
    this.#db = db;
    this.#books = books;
    this.#companies = companies;
  }

  /** @param db The warehouse, whose readings are watched. */
  static async open(db: Database, books: Database): Promise<SilentRows> {
    await db.execute(
      "CREATE TABLE watch.silent (source text, domain text, company_id bigint, id bigint, " +
        "synchronised_at timestamp, after_reading bigint, PRIMARY KEY (source, domain, company_id, id))",
    );
    const known = await db.many<{ company_id: string; data_sharing_id: string }>(
      "SELECT company_id, data_sharing_id FROM penny.companies WHERE data_sharing_id IS NOT NULL",
    );
    const shifts = await books.many<{ company_id: string; shift: string }>(
      "SELECT company_id, shift FROM sandbox_api.companies",
    );
    const companies = shifts.map(({ company_id, shift }) => {
      const { company_id: companyId } = known.find((one) => one.data_sharing_id === company_id)!;
      return [company_id, { companyId, shift: BigInt(shift) }] as const;
    });
    return new SilentRows(db, books, new Map(companies));
  }

  /** Takes a change that was made while nobody was reading. */
  async changed({ kind, silent, companyId, rows, events }: LiveChange): Promise<void> {
    const { companyId: own, shift } = this.#companies.get(String(companyId))!;
    if (kind === "category_renamed") await this.#noteCategory(String(companyId), own);
    if (!silent) {
      const gone = events.filter(({ operation }) => operation === "delete");
      for (const { feed, id } of gone) await this.#drop(own, domainsOfResource(feed), [String(id)]);
      return;
    }
    for (const { model, id } of rows) {
      await this.#note({
        ...{ source: "api", domain: model, companyId: own },
        id: String(BigInt(id) + shift),
        synchronisedAt: null,
      });
    }
  }

  /** Rows of the API that repeat the label of a category: no feed tells that it has another one, Data Sharing does. */
  async #noteCategory(known: string, companyId: string): Promise<void> {
    const rows = await this.#books.many<{ domain: string; id: string }>(CATEGORISED, [known]);
    for (const { domain, id } of rows) {
      await this.#note({ source: "api", domain, companyId, id, synchronisedAt: null });
    }
  }

  /** Takes what processes asked for while they were reading; nothing was changed silently meanwhile. */
  async asked(asked: readonly Asked[]): Promise<void> {
    for (const { companyId, resource, ids } of asked) {
      const { companyId: own } = this.#companies.get(companyId)!;
      await this.#drop(own, domainsOfResource(resource), ids);
    }
  }

  async #drop(companyId: string, domains: readonly string[], ids: readonly string[]) {
    await this.#db.execute(
      "DELETE FROM watch.silent WHERE source = 'api' AND company_id = $1 AND domain = ANY($2) " +
        "AND id = ANY($3::bigint[])",
      [companyId, domains, ids],
    );
  }

  /** Copies to Data Sharing what waits, as `work` does it, and takes what moved there without a word. */
  async copying(work: () => ReturnType<Live["keepUp"]> | ReturnType<Live["refresh"]>) {
    const waiting = await this.#books.many<{ model: string; company_id: string; id: string }>(
      "SELECT model, company_id, id FROM sandbox_live.pending WHERE silent",
    );
    const done = await work();
    if (done === null) return;
    await this.#dropTold();
    if (done === "rebuilt") return;
    for (const { model, company_id, id } of waiting) {
      const { at } = await this.#books.one<{ at: string | null }>(
        `SELECT max(greatest(synchronised_at, deleted_at)) AS at FROM etl.${model} WHERE company_id = $1 AND id = $2`,
        [company_id, id],
      );
      const { companyId } = this.#companies.get(company_id)!;
      const row = { source: "data_sharing", domain: model, companyId, id, synchronisedAt: at };
      if (at !== null || await this.#isMirrored(row)) await this.#note(row);
    }
  }

  /** Whether a row that is gone had been read: else there is nothing to miss. */
  async #isMirrored({ domain, companyId, id }: Noted): Promise<boolean> {
    const rows = await this.#db.rows(
      `SELECT FROM penny_source.${domain}__data_sharing WHERE company_id = $1 AND id = $2 AND _deleted_at IS NULL`,
      [companyId, id],
    );
    return rows.length > 0;
  }

  /** Rows whose `synchronised_at` moved, or that got a `deleted_at`: the next reading takes them. */
  async #dropTold(): Promise<void> {
    const noted = await this.#db.many<
      { domain: string; company_id: string; id: string; synchronised_at: string | null }
    >("SELECT domain, company_id, id, synchronised_at FROM watch.silent WHERE source = 'data_sharing'");
    for (const { domain, company_id, id, synchronised_at } of noted) {
      const [known] = [...this.#companies].find(([, own]) => own.companyId === company_id)!;
      const { told } = await this.#books.one<{ told: boolean }>(
        `SELECT count(*) > 0 AS told FROM etl.${domain} WHERE company_id = $1 AND id = $2
            AND greatest(synchronised_at, deleted_at) > coalesce($3::timestamp, '-infinity')`,
        [known, id, synchronised_at],
      );
      if (!told) continue;
      await this.#db.execute(
        "DELETE FROM watch.silent WHERE source = 'data_sharing' AND domain = $1 AND company_id = $2 AND id = $3",
        [domain, company_id, id],
      );
    }
  }

  async #note({ source, domain, companyId, id, synchronisedAt }: Noted): Promise<void> {
    this.noted++;
    await this.#db.execute(
      "INSERT INTO watch.silent SELECT $1, $2, $3, $4, $5::timestamp, coalesce(max(id), 0) FROM watch.readings " +
        "ON CONFLICT (source, domain, company_id, id) DO UPDATE SET after_reading = excluded.after_reading, " +
        "synchronised_at = excluded.synchronised_at",
      [source, domain, companyId, id, synchronisedAt],
    );
  }

  /** Drops the rows that have been read since, and answers those that nobody can know of. */
  async unread(): Promise<DifferingRow[]> {
    await this.#db.execute(READ_SINCE);
    return await this.#db.many<DifferingRow>(
      `SELECT source, domain, company_id::text AS "companyId", id::text AS id FROM watch.silent ORDER BY 1, 2, 3, 4`,
    );
  }
}

interface Noted {
  readonly source: string;
  readonly domain: string;
  readonly companyId: string;
  readonly id: string;
  readonly synchronisedAt: string | null;
}

/** Rows that repeat the category that was changed last. */
const CATEGORISED = `
  WITH category AS (SELECT id FROM sandbox_api.categories WHERE company_id = $1 ORDER BY updated_at DESC LIMIT 1)
  SELECT d AS domain, line_id AS id FROM sandbox_api.line_categories l JOIN category k ON k.id = l.category_id
   CROSS JOIN unnest(ARRAY['general_ledger', 'analytical_ledger']) d WHERE l.company_id = $1
  UNION ALL
  SELECT 'bank_transactions', t.id FROM sandbox_api.entry_categories e JOIN category k ON k.id = e.category_id
    JOIN sandbox_api.transactions t ON t.company_id = e.company_id AND t.id = e.entry_id WHERE e.company_id = $1`;

const READ_SINCE = `
  DELETE FROM watch.silent s USING watch.readings r
   WHERE r.id > s.after_reading AND (r.source, r.domain, r.company_id) = (s.source, s.domain, s.company_id)
     AND (r.whole OR (r.source = 'data_sharing' AND r.plan = 'changes' AND (
           r.until_before IS NULL
           OR s.synchronised_at > date_trunc('milliseconds', r.until_before) - interval '5 minutes')))`;

/** The domains whose rows are the rows of a resource, or of the feed that tells them. */
function domainsOfResource(resource: string): readonly string[] {
  if (resource === "transactions") return ["bank_transactions"];
  return resource === "ledger_entry_lines" ? ["general_ledger", "analytical_ledger"] : [resource];
}
