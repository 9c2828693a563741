import type { AttachedSnapshot } from "./engines/engine.ts";
import { CancelledError } from "./errors.ts";

/** Bytes remembered for one snapshot. */
const LIMIT = 128 * 2 ** 20;

/** Bytes that an item of a list is taken to need: a small object with its texts. */
const ITEM = 200;

interface Memory {
  readonly made: Promise<unknown>;
  bytes: number;
}

const memories = new WeakMap<AttachedSnapshot, Map<string, Memory>>();

/**
 * What questions on one snapshot share, such as an input-output table as arrays, made once while there is room: a snapshot
 * never changes, so neither does what was made of it. What was used longest ago leaves first; what is larger than all of the
 * room is made anew each time. Nobody may change what comes back.
 */
export async function remember<T extends object>(
  attached: AttachedSnapshot,
  key: string,
  make: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const memory = memories.get(attached) ?? new Map<string, Memory>();
  memories.set(attached, memory);
  for (;;) {
    const held = memory.get(key) ?? { made: make(), bytes: 0 };
    memory.delete(key);
    memory.set(key, held); // Last in the order of use.
    try {
      const value = (await held.made) as T;
      held.bytes = bytesIn(value);
      for (const [name, other] of memory) {
        if ([...memory.values()].reduce((n, m) => n + m.bytes, 0) <= LIMIT) break;
        if (other.bytes > 0) memory.delete(name);
      }
      return value;
    } catch (cause) {
      if (memory.get(key) === held) memory.delete(key);
      // Whoever began it has left: those who wait for it begin again.
      if (cause instanceof CancelledError && !signal?.aborted) continue;
      throw cause;
    }
  }
}

function bytesIn(value: object): number {
  if (Array.isArray(value)) return 1 + value.length * ITEM;
  return Object.values(value).reduce((n, v) => n + (ArrayBuffer.isView(v) ? v.byteLength : 0), 1);
}
