const FIRST = 20_000;
const LAST = 31_999;
const ATTEMPTS = 200;

/** Ports that this process has given out and not taken back. */
const taken = new Set<number>();

/** Ports that belong to one kernel of this process until they are released. */
export interface PortLease extends Disposable {
  /** Different ports. */
  readonly ports: readonly number[];
}

/**
 * Leases free loopback ports. They lie below the range from which systems choose ports for outgoing connections: a client
 * that tries a port of that range before the kernel listens can connect to itself. Another process may still take one
 * before the kernel does; the kernel then ends at once and is started again with others.
 *
 * @param count How many.
 * @returns Different ports, each free a moment ago.
 * @throws {Deno.errors.AddrInUse} No free port was found.
 */
export function leasePorts(count: number): PortLease {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (!taken.has(port) && isFree(port)) {
      taken.add(port);
      ports.push(port);
    } else if (attempt >= ATTEMPTS) {
      release(ports);
      throw new Deno.errors.AddrInUse(`aucun port libre entre ${FIRST} et ${LAST}`);
    }
  }
  return { ports, [Symbol.dispose]: () => release(ports) };
}

function release(ports: readonly number[]): void {
  for (const port of ports) taken.delete(port);
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    // In use, or reserved by the system (Windows excludes ranges): in both cases another one is drawn.
    return false;
  }
}
