import type { Migration } from "../connectors/postgres/mod.ts";

/** The steps of schema `penny`: state, companies, runs, gate results. A released step never changes; add one below. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "state, companies and runs",
    sql: `
CREATE TABLE penny.companies (
  company_id bigint PRIMARY KEY,
  name text NOT NULL,
  siren text,
  data_sharing_id bigint UNIQUE,
  api_id bigint UNIQUE,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE penny.units (
  source text,
  domain text,
  company_id bigint,
  version bigint NOT NULL DEFAULT 0,
  revision bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  read_at timestamptz,
  run_id text,
  PRIMARY KEY (source, domain, company_id)
);
CREATE TABLE penny.publications (
  table_name text,
  company_id bigint,
  source text NOT NULL,
  revision bigint NOT NULL,
  fingerprint text,
  rows bigint NOT NULL DEFAULT 0,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (table_name, company_id)
);
CREATE TABLE penny.tables (
  schema_name text,
  table_name text,
  table_oid oid NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (schema_name, table_name)
);
CREATE TABLE penny.runs (
  run_id text PRIMARY KEY,
  command text NOT NULL,
  mode text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  status integer,
  versions jsonb NOT NULL
);
CREATE TABLE penny.run_notebooks (
  run_id text REFERENCES penny.runs ON DELETE CASCADE,
  notebook text,
  status text NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  cells integer,
  failed_cell integer,
  error text,
  PRIMARY KEY (run_id, notebook)
);
CREATE TABLE penny.run_units (
  run_id text,
  source text,
  domain text,
  company_id bigint,
  status text NOT NULL,
  reason text,
  inserted bigint,
  updated bigint,
  deleted bigint,
  unchanged bigint,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, source, domain, company_id)
);
CREATE TABLE penny.run_gates (
  run_id text,
  source text,
  domain text,
  company_id bigint,
  gate text,
  status text NOT NULL,
  detail jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, source, domain, company_id, gate)
);
CREATE TABLE penny.run_publications (
  run_id text,
  table_name text,
  company_id bigint,
  status text NOT NULL,
  reason text,
  inserted bigint,
  updated bigint,
  deleted bigint,
  unchanged bigint,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, table_name, company_id)
);`,
  },
  {
    version: 2,
    name: "remarks on readings",
    sql: `
CREATE TABLE penny.run_notes (
  run_id text,
  source text,
  domain text,
  notes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, source, domain)
);`,
  },
  {
    version: 3,
    name: "several sources",
    sql: `
ALTER TABLE penny.companies ADD COLUMN data_sharing_seen_at timestamptz;
UPDATE penny.companies SET data_sharing_seen_at = last_seen_at WHERE data_sharing_id IS NOT NULL;
ALTER TABLE penny.companies DROP COLUMN last_seen_at;
ALTER TABLE penny.companies RENAME COLUMN siren TO data_sharing_siren;
ALTER TABLE penny.companies ADD COLUMN api_siren text;
ALTER TABLE penny.companies ADD COLUMN siren text
  GENERATED ALWAYS AS (coalesce(data_sharing_siren, api_siren)) STORED;
CREATE TABLE penny.api_tokens (
  token_hash text PRIMARY KEY,
  company_id bigint,
  scopes jsonb NOT NULL DEFAULT '[]',
  fault text,
  checked_at timestamptz NOT NULL
);
CREATE TABLE penny.sources_in_force (
  domain text,
  company_id bigint,
  source text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, domain)
);
INSERT INTO penny.sources_in_force (domain, company_id, source)
SELECT domain, company_id, source FROM penny.units;
DROP VIEW IF EXISTS penny_source.customer_invoices, penny_source.supplier_invoices;
ALTER TABLE IF EXISTS penny_source.customer_invoices__data_sharing ALTER exchange_rate TYPE numeric(28,12);
ALTER TABLE IF EXISTS penny_source.supplier_invoices__data_sharing ALTER exchange_rate TYPE numeric(28,12);
CREATE UNLOGGED TABLE penny.api_budgets (
  token_hash text PRIMARY KEY,
  state jsonb NOT NULL,
  touched_at timestamptz NOT NULL
) WITH (fillfactor = 50);`,
  },
  {
    version: 4,
    name: "cells of runs",
    sql: `
ALTER TABLE penny.runs ADD COLUMN git_revision text;
ALTER TABLE penny.runs ADD COLUMN resumes text;
ALTER TABLE penny.runs ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
ALTER TABLE penny.run_notebooks ADD COLUMN parameters jsonb NOT NULL DEFAULT '{}';
ALTER TABLE penny.run_notebooks ADD COLUMN fingerprint text;
ALTER TABLE penny.run_notebooks ADD COLUMN peak_memory_bytes bigint;
ALTER TABLE penny.run_notebooks ADD COLUMN carried_from text;
CREATE TABLE penny.run_cells (
  run_id text,
  notebook text,
  number integer,
  index integer NOT NULL,
  cell_id text NOT NULL,
  status text NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms bigint NOT NULL,
  error text,
  PRIMARY KEY (run_id, notebook, number),
  FOREIGN KEY (run_id, notebook) REFERENCES penny.run_notebooks ON DELETE CASCADE
);
CREATE INDEX runs_started_at ON penny.runs (started_at);
CREATE INDEX run_units_company ON penny.run_units (company_id, domain, source, recorded_at);
CREATE INDEX run_publications_company ON penny.run_publications (company_id, table_name, recorded_at);`,
  },
  {
    version: 5,
    name: "readings of changes",
    sql: `
ALTER TABLE penny.units ADD COLUMN cursor jsonb, ADD COLUMN compared_at timestamptz, ADD COLUMN plan text;
UPDATE penny.units SET compared_at = read_at, plan = 'compare';
ALTER TABLE penny.run_units ADD COLUMN plan text, ADD COLUMN plan_reason text;
CREATE TABLE penny.accepted_imbalances (
  company_id bigint,
  source text,
  domain text,
  year_start date,
  year_end date,
  gap numeric NOT NULL,
  run_id text NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, source, domain, year_start)
);
CREATE VIEW penny.gate_failures AS
SELECT g.run_id, g.source, g.domain, g.company_id, g.gate, g.recorded_at, f.position - 1 AS position,
  (SELECT jsonb_object_agg(n.name, f.row -> (n.i::int - 1))
     FROM jsonb_array_elements_text(g.detail -> 'rows' -> 0) WITH ORDINALITY AS n(name, i)) AS row
FROM penny.run_gates g, jsonb_array_elements(g.detail -> 'rows') WITH ORDINALITY AS f(row, position)
WHERE g.status = 'red' AND f.position > 1;`,
  },
  {
    version: 6,
    name: "tie-outs",
    sql: `
CREATE TABLE penny.tie_outs (
  run_id text,
  kind text,
  domain text,
  company_id bigint,
  subject text,
  title text NOT NULL,
  unit text NOT NULL,
  left_label text NOT NULL,
  left_amount numeric NOT NULL,
  left_read_at timestamptz,
  right_label text NOT NULL,
  right_amount numeric NOT NULL,
  right_read_at timestamptz,
  difference numeric NOT NULL,
  explained jsonb NOT NULL,
  unexplained jsonb NOT NULL,
  unexplained_amount numeric NOT NULL,
  unexplained_rows bigint NOT NULL,
  alert boolean NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, kind, domain, company_id, subject)
);
CREATE INDEX tie_outs_company ON penny.tie_outs (company_id, kind, domain, recorded_at);`,
  },
  {
    version: 7,
    name: "scheduling",
    sql: `
CREATE TABLE penny.schedules (
  schedule text PRIMARY KEY,
  definition jsonb NOT NULL,
  last_slot timestamptz,
  active boolean NOT NULL DEFAULT true,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE penny.schedule_slots (
  schedule text,
  slot timestamptz,
  status text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'missed', 'skipped')),
  kind text NOT NULL CHECK (kind IN ('first', 'due', 'catch_up')),
  reason text,
  run_id text UNIQUE,
  request jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (schedule, slot)
);
CREATE INDEX schedule_slots_open ON penny.schedule_slots (schedule) WHERE status IN ('waiting', 'running');
CREATE INDEX schedule_slots_missed ON penny.schedule_slots (created_at) WHERE status = 'missed';
CREATE TABLE penny.jobs (
  run_id text,
  notebook text,
  batch integer,
  companies jsonb NOT NULL DEFAULT '[]',
  status text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  worker_id text,
  error text,
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (run_id, notebook, batch)
);
CREATE TABLE penny.workers (
  worker_id text PRIMARY KEY,
  machine text NOT NULL,
  pid integer NOT NULL,
  version text NOT NULL,
  lock_key bigint NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  reason text
);`,
  },
  {
    version: 8,
    name: "jobs of queued runs",
    sql: `
ALTER TABLE penny.jobs ADD COLUMN stage integer NOT NULL DEFAULT 1, ADD COLUMN task text, ADD COLUMN payload jsonb,
  ADD COLUMN result jsonb;
CREATE INDEX jobs_open ON penny.jobs (run_id, stage) WHERE finished_at IS NULL;
CREATE INDEX workers_open ON penny.workers (seen_at) WHERE ended_at IS NULL;`,
  },
  {
    version: 9,
    name: "alerts",
    sql: `
CREATE TABLE penny.alerts (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL,
  key text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  cause text NOT NULL,
  lines jsonb NOT NULL,
  place text,
  event boolean NOT NULL,
  opened_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  closed_at timestamptz
);
CREATE UNIQUE INDEX alerts_open ON penny.alerts (scope, key) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX alerts_events ON penny.alerts (scope, key) WHERE event;
CREATE TABLE penny.alert_deliveries (
  alert_id bigint REFERENCES penny.alerts ON DELETE CASCADE,
  channel text,
  told_at timestamptz,
  recovery_told_at timestamptz,
  attempts integer NOT NULL,
  error text,
  tried_at timestamptz NOT NULL,
  PRIMARY KEY (alert_id, channel)
);`,
  },
  {
    version: 10,
    name: "columns found in sources",
    sql: `
CREATE TABLE penny.source_columns (
  source text,
  domain text,
  source_name text,
  name text NOT NULL,
  type text NOT NULL,
  scale integer,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (source, domain, source_name)
);`,
  },
  {
    version: 11,
    name: "companies that left, whole publications",
    sql: `
ALTER TABLE penny.companies ADD COLUMN left_at timestamptz;
ALTER TABLE penny.publications ADD COLUMN whole_at timestamptz;`,
  },
  {
    version: 12,
    name: "companies of firms",
    sql: `
ALTER TABLE penny.companies ADD COLUMN firm_id bigint, ADD COLUMN firm_siren text, ADD COLUMN client_code text;
ALTER TABLE penny.companies DROP COLUMN siren;
ALTER TABLE penny.companies ADD COLUMN siren text
  GENERATED ALWAYS AS (coalesce(data_sharing_siren, api_siren, firm_siren)) STORED;
CREATE TABLE penny.firm_tokens (
  token_hash text PRIMARY KEY,
  fault text,
  checked_at timestamptz NOT NULL
);
CREATE TABLE penny.firm_companies (
  token_hash text,
  firm_id bigint,
  company_id bigint,
  data jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  lost_at timestamptz,
  PRIMARY KEY (token_hash, firm_id)
);
CREATE INDEX firm_companies_company ON penny.firm_companies (company_id);`,
  },
  {
    version: 13,
    name: "what workers can execute",
    sql: `
ALTER TABLE penny.workers ADD COLUMN tasks jsonb NOT NULL DEFAULT '[]', ADD COLUMN tasks_at timestamptz;`,
  },
];
