import { Lru } from "./lru.ts";

/** Finished answers by their ETag: a picture is drawn once. */
export class Bodies {
  readonly #kept: Lru<Uint8Array<ArrayBuffer>>;

  constructor(bytes: number) {
    this.#kept = new Lru(bytes);
  }

  get bytes(): number {
    return this.#kept.weight;
  }

  async get(etag: string, make: () => Promise<Uint8Array> | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const found = this.#kept.get(etag);
    if (found) return found;
    const made = new Uint8Array(await make());
    this.#kept.set(etag, made, made.byteLength + etag.length);
    return made;
  }
}
