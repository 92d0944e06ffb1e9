import { ProtocolError } from "./errors.ts";
import {
  encodeGreeting,
  encodeMessage,
  encodePong,
  encodeReady,
  type ZmtpSocketType,
} from "./zmtp.ts";
import { type MessageProof, ZmtpDecoder, type ZmtpEvent } from "./zmtp_decoder.ts";

/** Where and how to connect, and who listens. */
export interface ZmtpSocketOptions {
  readonly hostname: string;
  readonly port: number;
  readonly type: ZmtpSocketType;
  /** Asks the decoder to repair torn messages. @default none */
  readonly proof?: MessageProof;
  /** Gives the handshake up when aborted; of no effect later. @default never */
  readonly signal?: AbortSignal;
  /** Called with each message, in order; it must not throw. */
  readonly onMessage: (frames: readonly Uint8Array[]) => void;
  /** Called once when the connection has ended, with the reason unless it was closed on purpose. */
  readonly onClose?: (reason: unknown) => void;
}

const READ_BYTES = 1 << 16;

/**
 * One ZMTP connection over TCP. States: handshake (inside `connect`), open, closed. Writes are queued, so that two
 * messages never mix; a connection that the peer ends goes to closed by itself.
 */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #decoder: ZmtpDecoder;
  readonly #options: ZmtpSocketOptions;
  readonly #ready = Promise.withResolvers<void>();
  #writing: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(connection: Deno.TcpConn, options: ZmtpSocketOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#decoder = new ZmtpDecoder(options.proof);
  }

  /**
   * Connects and ends the handshake; a SUB is subscribed to everything.
   *
   * @param options Address, type and listeners.
   * @returns The open socket.
   * @throws {Deno.errors.ConnectionRefused} Nobody listens there yet.
   * @throws {ProtocolError} The peer does not speak ZMTP 3 with the NULL mechanism, or hung up, or the signal was aborted.
   */
  static async connect(options: ZmtpSocketOptions): Promise<ZmtpSocket> {
    const connection = await Deno.connect({ hostname: options.hostname, port: options.port });
    connection.setNoDelay(true);
    const socket = new ZmtpSocket(connection, options);
    const giveUp = () => socket.close();
    options.signal?.addEventListener("abort", giveUp);
    try {
      if (options.signal?.aborted) giveUp();
      socket.#read();
      // A failed write also ends the reading, which tells the reason.
      socket.#write(encodeGreeting()).catch(() => {});
      await socket.#ready.promise;
    } finally {
      options.signal?.removeEventListener("abort", giveUp);
    }
    if (options.type === "SUB") await socket.send([new Uint8Array([1])]);
    return socket;
  }

  /**
   * Sends one message.
   *
   * @param frames At least one.
   * @returns Resolves once the system took the bytes.
   * @throws {Deno.errors.BadResource | Error} The connection has ended.
   */
  send(frames: readonly Uint8Array[]): Promise<void> {
    return this.#write(encodeMessage(frames));
  }

  /** Closes the connection; doing so twice is fine. */
  close(): void {
    this.#end(undefined);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(async () => {
      for (let offset = 0; offset < bytes.length;) {
        offset += await this.#connection.write(bytes.subarray(offset));
      }
    });
    // A failed write also ends the reading, which tells the owner; the queue itself goes on.
    this.#writing = written.catch(() => {});
    return written;
  }

  async #read(): Promise<void> {
    try {
      const chunk = new Uint8Array(READ_BYTES);
      while (true) {
        const count = await this.#connection.read(chunk);
        if (count === null) throw new ProtocolError(HUNG_UP);
        for (const event of this.#decoder.push(chunk.subarray(0, count))) this.#handle(event);
      }
    } catch (reason) {
      this.#end(reason);
    }
  }

  #handle(event: ZmtpEvent): void {
    if (event.kind === "message") {
      this.#options.onMessage(event.frames);
    } else if (event.kind === "greeting") {
      if (event.mechanism !== "NULL") throw new ProtocolError(wrongMechanism(event.mechanism));
      this.#write(encodeReady(this.#options.type)).catch(() => {});
    } else if (event.name === "READY") {
      this.#ready.resolve();
    } else if (event.name === "PING") {
      this.#write(encodePong(event.body)).catch(() => {});
    }
  }

  #end(reason: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#connection.close();
    } catch {
      // Already closed by the system: that is what was wanted.
    }
    this.#ready.reject(reason ?? new ProtocolError(HUNG_UP));
    this.#ready.promise.catch(() => {});
    this.#options.onClose?.(reason);
  }
}

const HUNG_UP =
  "Impossible de parler au noyau Deno : il a fermé la connexion ; relancez l'exécution";

function wrongMechanism(mechanism: string): string {
  return `Impossible de parler au noyau Deno : mécanisme « ${mechanism} » au lieu de « NULL » ; ` +
    "vérifiez qu'aucun autre programme n'écoute sur ce port";
}
