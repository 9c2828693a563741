import { Flights } from "./flights.ts";
import { Lru } from "./lru.ts";

/** Finished answers by the identity of their bytes: a picture is drawn once, a text packed once. */
export class Bodies {
  readonly #kept: Lru<Uint8Array>;
  readonly #making = new Flights<string | Uint8Array>();

  constructor(bytes: number) {
    this.#kept = new Lru(bytes);
  }

  get(key: string): Uint8Array | undefined {
    return this.#kept.get(key);
  }

  set(key: string, body: Uint8Array): void {
    this.#kept.set(key, body, body.byteLength + 2 * key.length);
  }

  /** Makes an answer once for all who ask for it at the same time. */
  make(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<string | Uint8Array>,
  ): Promise<string | Uint8Array> {
    return this.#making.join(key, signal, work);
  }
}
