/**
 * The server's settings for a desktop of a few gigabytes: loopback only, room for a million lines in memory, no replication
 * (so that a load into a new table skips the write-ahead log), nothing of a statement in the log. Every commit reaches the
 * disk.
 *
 * @param port TCP port on 127.0.0.1.
 * @param options `sharedMemory`: how parallel workers share memory. @default "posix"
 * @returns Text of `penny.conf`, written anew at each start.
 */
export function serverSettings(
  port: number,
  options: { readonly sharedMemory?: "posix" | "mmap" } = {},
): string {
  const settings: Record<string, string | number> = {
    listen_addresses: "'127.0.0.1'",
    port,
    unix_socket_directories: "''",
    max_connections: 200,
    shared_buffers: "256MB",
    work_mem: "32MB",
    maintenance_work_mem: "256MB",
    effective_cache_size: "1GB",
    random_page_cost: 1.1,
    max_wal_size: "4GB",
    wal_level: "minimal",
    max_wal_senders: 0,
    checkpoint_completion_target: 0.9,
    jit: "off",
    lc_messages: "'C'",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
  if (options.sharedMemory === "mmap") settings.dynamic_shared_memory_type = "mmap";
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written by Penny at each start: put your own settings in postgresql.conf, below the include\n${
    lines.join("\n")
  }\n`;
}
