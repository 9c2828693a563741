import { etagOfText } from "../etag.ts";
import { jsonText } from "../respond.ts";
import { Lru } from "./lru.ts";

/** JSON texts that only change with their key, written once with their tag. */
export class Texts {
  readonly #kept = new Lru<{ readonly text: string; readonly etag: string }>(64);

  get(key: string, build: () => unknown): { readonly text: string; readonly etag: string } {
    const known = this.#kept.get(key);
    if (known) return known;
    const text = jsonText(build());
    const fresh = { text, etag: etagOfText(text) };
    this.#kept.set(key, fresh, 1);
    return fresh;
  }
}
