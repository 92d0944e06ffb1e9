/**
 * Functions whose text is sent to the kernel and run there, before the first cell: each uses nothing from outside itself.
 *
 * @module
 */

/** What the code inside the kernel tells this client beside outputs. */
export type KernelNote =
  /** Something went wrong that the kernel swallows while it answers "ok". */
  | {
    readonly kind: "fault";
    readonly ename: string;
    readonly evalue: string;
    readonly stack: string;
  }
  /** A test was registered; the kernel runs it when the cell's code has ended, and reports on its own standard output. */
  | { readonly kind: "test" }
  /** Library calls that are still under way, at the end of the notebook. */
  | { readonly kind: "pending"; readonly what: readonly string[] };

/** Sends a note. */
export type SendNote = (note: KernelNote) => void;

type Broadcast = (
  type: string,
  content: Readonly<Record<string, unknown>>,
  ...rest: readonly unknown[]
) => void;

/** What the prelude leaves in the kernel for later calls, under a symbol. */
export interface KernelTools {
  /** Waits a moment, then for timers that are due before the limit; notes what is pending. */
  readonly settle: (limitMs: number) => Promise<void>;
  /** Waits for pending library calls; what is not done then is a fault. */
  readonly drain: (limitMs: number) => Promise<void>;
}

/**
 * Joins what is printed in a rush, since the kernel takes 150 µs and 15 kB for each message: the first hundred prints of a
 * twentieth of a second go out at once, later ones together, at the latest when the code pauses. Whatever is broadcast keeps
 * its place among them.
 */
export function joinPrints(fenceBroadcast: string): void {
  type Print = (text: string, level: number) => void;
  const { jupyter } = Deno as unknown as { jupyter: { broadcast: Broadcast } };
  const { Date, queueMicrotask } = globalThis;
  const send = jupyter.broadcast;
  let name = "stdout";
  let buffer = "";
  let windowStart = 0;
  let sent = 0;
  const stream = (text: string) => {
    for (let at = 0; at < text.length; at += 250_000) {
      send("stream", { name, text: text.slice(at, at + 250_000) });
    }
  };
  const flush = () => {
    const text = buffer;
    buffer = "";
    stream(text);
  };
  const print: Print = (text, level) => {
    const target = level > 1 ? "stderr" : "stdout";
    const isNew = Date.now() - windowStart > 50;
    if (target !== name || isNew || buffer.length > 65_536) flush();
    name = target;
    if (isNew) [windowStart, sent] = [Date.now(), 0];
    if (buffer === "" && sent++ < 100) return stream(text);
    if (buffer === "") queueMicrotask(flush);
    buffer += text;
  };
  const broadcast: Broadcast = (type, content, ...rest) => {
    flush();
    send(type, content, ...rest);
  };
  jupyter.broadcast = broadcast;
  Object.defineProperty(globalThis, Symbol.for(fenceBroadcast), { value: broadcast });
  const inner = Reflect.get(Deno, Reflect.get(Deno, "internal") ?? "") ?? {};
  if (typeof inner.Console !== "function") return; // another Deno: each print stays a message
  const joined = new inner.Console(print);
  for (const key of Object.keys(joined)) {
    if (typeof joined[key] === "function") Reflect.set(console, key, joined[key]);
  }
}

/** Makes what sends notes, under a MIME type. */
export function noteSender(mime: string): SendNote {
  const { broadcast } = (Deno as unknown as { jupyter: { broadcast: Broadcast } }).jupyter;
  return (note) =>
    broadcast("display_data", { data: { [mime]: note }, metadata: {}, transient: {} });
}

/** Tells of rejected promises that nobody awaits, and of errors in timers and workers. */
export function hearFaults(send: SendNote): void {
  const describe = (error: unknown): { ename: string; evalue: string; stack: string } => {
    try {
      if (error instanceof Error) {
        const { name, message, stack } = error;
        return { ename: String(name), evalue: String(message), stack: String(stack ?? "") };
      }
      const evalue = typeof error === "string" ? error : Deno.inspect(error);
      return { ename: "Error", evalue, stack: `Uncaught: ${evalue}` };
    } catch {
      return { ename: "Error", evalue: "erreur illisible", stack: "" };
    }
  };
  const report = (event: Event, error: unknown) => {
    event.preventDefault();
    send({ kind: "fault", ...describe(error) });
  };
  addEventListener("unhandledrejection", (event) => report(event, event.reason));
  // Of an error in a worker that nobody has prevented only the message is known.
  addEventListener("error", (event) => report(event, event.error ?? event.message));
}

/** Tells of each test that is registered. */
export function hearTests(send: SendNote): void {
  // deno-lint-ignore no-explicit-any -- each form of Deno.test has arguments of its own
  type Register = (...args: any[]) => unknown;
  const told = (register: Register): Register =>
    new Proxy(register, {
      apply: (target, self, args) => {
        const result = Reflect.apply(target, self, args);
        send({ kind: "test" });
        return result;
      },
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        const registers = typeof value === "function" &&
          ["only", "ignore", "each"].includes(String(key));
        return registers ? told(value as Register) : value;
      },
    });
  Object.defineProperty(Deno, "test", {
    ...Object.getOwnPropertyDescriptor(Deno, "test"),
    value: told(Deno.test),
  });
}

/** Makes outputs of what is written to `Deno.stdout`, `Deno.stderr` and Node's streams over them; the kernel drops it. */
export function keepStreams(): void {
  const { broadcast } = (Deno as unknown as { jupyter: { broadcast: Broadcast } }).jupyter;
  const hide = (target: object, key: string, value: unknown) =>
    Object.defineProperty(target, key, { value, writable: true, configurable: true });
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder();
    const write = (bytes: Uint8Array): number => {
      const text = decoder.decode(bytes, { stream: true });
      if (text !== "") broadcast("stream", { name, text });
      return bytes.length;
    };
    hide(Deno[name], "writeSync", write);
    hide(Deno[name], "write", (bytes: Uint8Array) => Promise.resolve(write(bytes)));
    hide(Deno[name], "writable", new WritableStream({ write: (bytes) => void write(bytes) }));
  }
}

/**
 * Watches the timers that are set: those that are due soon are worth waiting for, those of a connection pool are not.
 *
 * @returns Whether one of them is due before a time, or has just been.
 */
export function watchTimers(): (end: number) => boolean {
  const { Date } = globalThis;
  const dues = new Map<unknown, number>();
  const isOver = (due: number) => due + 10 < Date.now();
  const replace = (name: string, apply: (result: unknown, args: readonly unknown[]) => void) => {
    const original = Reflect.get(globalThis, name);
    const value = new Proxy(original, {
      apply: (target, self, args) => {
        const result = Reflect.apply(target, self, args);
        apply(result, args);
        return result;
      },
    });
    const flags = { writable: true, enumerable: true, configurable: true };
    Object.defineProperty(globalThis, name, { value, ...flags });
  };
  const set = (timer: unknown, [, delay]: readonly unknown[]) => {
    if (dues.size > 1_000) {
      for (const [key, due] of dues) if (isOver(due)) dues.delete(key);
    }
    dues.set(timer, Date.now() + (Number(delay) || 0));
  };
  const clear = (_: unknown, [timer]: readonly unknown[]) => void dues.delete(timer);
  replace("setTimeout", set);
  replace("setInterval", set);
  replace("clearTimeout", clear);
  replace("clearInterval", clear);
  return (end) => [...dues.values()].some((due) => due <= end && !isOver(due));
}

/** Offers the register of pending work to libraries, and the waiting at the end of the notebook to this client. */
export function offerTools(
  send: SendNote,
  names: { tools: string; pending: string },
  options: { setTimeout: typeof setTimeout; isDue: (end: number) => boolean },
): void {
  const { Date } = globalThis;
  const pending = new Map<symbol, string>();
  const hide = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, Symbol.for(name), { value, configurable: true });
  const pause = (ms: number) => new Promise((resolve) => options.setTimeout(resolve, ms));
  const tools: KernelTools = {
    settle: async (limitMs) => {
      const end = Date.now() + limitMs;
      await pause(Math.min(20, limitMs));
      while (pending.size === 0 && options.isDue(end)) await pause(10);
      if (pending.size > 0) send({ kind: "pending", what: [...new Set(pending.values())] });
    },
    drain: async (limitMs) => {
      const end = Date.now() + limitMs;
      while (pending.size > 0 && Date.now() < end) await pause(20);
      for (const what of pending.values()) {
        const evalue =
          `Impossible d'attendre la fin de « ${what} » : l'appel n'a pas de « await » ` +
          "et dure encore à la fin du carnet ; écrivez « await » devant l'appel";
        send({ kind: "fault", ename: "Appel inachevé", evalue, stack: evalue });
      }
      await pause(20);
    },
  };
  hide(names.tools, tools);
  hide(names.pending, (what: unknown) => {
    const key = Symbol();
    pending.set(key, String(what));
    return () => pending.delete(key);
  });
}
