import { connect, quoteIdentifier, quoteLiteral } from "../../lib/connectors/postgres/mod.ts";

/** How to reach one server of a cluster. */
interface NodeSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Shards of a table: few, since each test makes many tables. */
const SHARDS = 4;
/** Times that a database is dropped; each waits some seconds for its sessions. */
const DROPS = 4;

/** A Citus cluster that tests may make databases on. */
export interface CitusCluster {
  /** Of the coordinator. */
  readonly server: NodeSettings;
  /** Makes a database with the extension on every server of the cluster. */
  create(database: string): Promise<void>;
  /** Drops it everywhere. */
  drop(database: string): Promise<void>;
}

/**
 * The cluster of PENNY_TEST_CITUS_URL: a database of its coordinator that has the extension and knows the other servers, with a
 * user who may make databases everywhere, e.g. `postgres://penny@127.0.0.1:9700/postgres`.
 *
 * @returns The cluster; null when the setting is absent.
 */
export function citusCluster(): CitusCluster | null {
  const text = Deno.env.get("PENNY_TEST_CITUS_URL");
  if (!text) return null;
  const url = new URL(text);
  const server: NodeSettings = {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password) || "none",
  };
  const home = decodeURIComponent(url.pathname.slice(1)) || "postgres";
  const nodes = () => clusterNodes(server, home);
  return {
    server,
    create: async (database) => {
      for (const node of await nodes()) {
        await run({ ...node, database: home }, `CREATE DATABASE ${quoteIdentifier(database)}`);
        await run({ ...node, database }, "CREATE EXTENSION citus");
      }
      await join(await nodes(), database);
    },
    drop: async (database) => {
      const sql = `DROP DATABASE ${quoteIdentifier(database)} WITH (FORCE)`;
      for (const node of (await nodes()).toReversed()) {
        await insist({ ...node, database: home }, sql);
      }
    },
  };
}

/** The coordinator, then the others. */
async function clusterNodes(server: NodeSettings, database: string): Promise<NodeSettings[]> {
  await using db = connect({ ...server, database }, { maxConnections: 1 });
  const workers = await db.many<{ host: string; port: number }>(
    "SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE groupid <> 0 ORDER BY 1, 2",
  );
  return [server, ...workers.map(({ host, port }) => ({ ...server, host, port: Number(port) }))];
}

/** Tells the coordinator of a database which servers share its tables. */
async function join(nodes: readonly NodeSettings[], database: string): Promise<void> {
  const [{ host, port }] = nodes as [NodeSettings];
  const own = { ...nodes[0]!, database };
  await run(own, `SELECT citus_set_coordinator_host(${quoteLiteral(host)}, ${port})`);
  for (const node of nodes.slice(1)) {
    await run(own, `SELECT citus_add_node(${quoteLiteral(node.host)}, ${node.port})`);
  }
  await run(own, `ALTER DATABASE ${quoteIdentifier(database)} SET citus.shard_count = ${SHARDS}`);
}

/** On a busy machine a session that was ended needs longer to leave than the server waits for it. */
async function insist(settings: NodeSettings & { database: string }, sql: string): Promise<void> {
  for (let left = DROPS; left > 1; left--) {
    try {
      return await run(settings, sql);
    } catch (error) {
      if (!String((error as Error).message).includes("55006")) throw error;
    }
  }
  await run(settings, sql);
}

async function run(settings: NodeSettings & { database: string }, sql: string): Promise<void> {
  await using db = connect(settings, { maxConnections: 1 });
  await db.execute(sql);
}
