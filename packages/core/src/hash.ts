import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Frame } from "./frame.ts";

export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** The bytes of a file in order, in one buffer that the next chunk overwrites. */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** JSON with sorted keys and no white space: equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : v,
  );
}

/**
 * The identity of a result: sha256 over its column names, types and values, column by column. Numbers go in with
 * 15 significant digits, which exact sums and one division reproduce on every engine; integers and decimals that do not
 * fit in a double go in with all their digits; null is `~`.
 */
export function contentHash(frame: Frame): string {
  const hash = createHash("sha256");
  hash.update(`${frame.length}\n`);
  for (const { name, type, values, exact } of frame.columns) {
    hash.update(`${name}:${type}\n`);
    const lines: string[] = [];
    for (let i = 0; i < frame.length; i++) {
      const v = values[i];
      if (v === null || v === undefined) lines.push("~");
      else if (typeof v === "number")
        lines.push(Number.isNaN(v) ? "~" : (exact?.get(i) ?? canonicalNumber(v)));
      else if (typeof v === "string") lines.push(JSON.stringify(v));
      else lines.push(canonicalJson(roundNumbers(v)));
    }
    hash.update(lines.join("\n"));
    hash.update("\n");
  }
  return hash.digest("hex");
}

/** A number at 15 significant digits: what every engine and platform reproduces. */
export function canonicalNumber(v: number): string {
  if (Number.isSafeInteger(v)) return String(v === 0 ? 0 : v);
  return String(Number(v.toPrecision(15)));
}

function roundNumbers(value: unknown): unknown {
  if (typeof value === "number") return Number(canonicalNumber(value));
  if (Array.isArray(value)) return value.map(roundNumbers);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, roundNumbers(v)]));
  return value;
}
