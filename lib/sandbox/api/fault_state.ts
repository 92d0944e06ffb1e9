import type { FaultKind, FaultOf, SandboxFault } from "./faults.ts";

/** Faults in force, and how often each was met. */
export class FaultState {
  #faults: readonly { readonly fault: SandboxFault; met: number }[] = [];

  /** @param faults In force from now on. */
  constructor(faults: readonly SandboxFault[]) {
    this.set(faults);
  }

  /** Replaces all faults and their counts. */
  set(faults: readonly SandboxFault[]): void {
    this.#faults = faults.map((fault) => ({ fault, met: 0 }));
  }

  /** The first fault of a kind that strikes this request; each one that matches counts it. */
  strike<K extends FaultKind>(kind: K, path: string): FaultOf<K> | null {
    let struck: FaultOf<K> | null = null;
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.kind !== kind || !path.startsWith(fault.path ?? "")) continue;
      const rank = entry.met++ - (fault.after ?? 0);
      if (rank >= 0 && rank < (fault.times ?? Infinity)) struck ??= fault as FaultOf<K>;
    }
    return struck;
  }

  /** Ids that `delete_event` removed from a list. */
  deletedIds(listPath: string): number[] {
    return this.#deleteEvents().filter(({ feed }) => listPath === `/${feed}`).map(({ id }) => id);
  }

  /** Ids that `delete_event` removed, as a feed tells them. */
  deletedOf(feed: string): number[] {
    return this.#deleteEvents().filter((one) => one.feed === feed).map(({ id }) => id);
  }

  /** Companies that `lost_company` took from the firm. */
  lostCompanies(): number[] {
    return this.#faults.flatMap(({ fault }) =>
      fault.kind === "lost_company" ? [fault.companyId] : []
    );
  }

  #deleteEvents(): FaultOf<"delete_event">[] {
    return this.#faults.map(({ fault }) => fault).filter((fault) => fault.kind === "delete_event");
  }
}
