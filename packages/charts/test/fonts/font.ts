/** Reads what text measuring needs from a TrueType file: units per em, and the advance of each character. */
export function readAdvances(file: Uint8Array): {
  unitsPerEm: number;
  advance(code: number): number | undefined;
} {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const at = 12 + i * 16;
    tables.set(String.fromCharCode(...file.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const start = (tag: string): number => {
    const at = tables.get(tag);
    if (at === undefined) throw new Error(`font has no table ${tag}`);
    return at;
  };
  const metrics = view.getUint16(start("hhea") + 34);
  const hmtx = start("hmtx");
  const glyphOf = readCmap(view, start("cmap"));
  return {
    unitsPerEm: view.getUint16(start("head") + 18),
    advance(code) {
      const glyph = glyphOf(code);
      return glyph === 0 ? undefined : view.getUint16(hmtx + 4 * Math.min(glyph, metrics - 1));
    },
  };
}

/** A lookup in the segment (format 4) subtable, which holds the basic multilingual plane. */
function readCmap(view: DataView, cmap: number): (code: number) => number {
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 4 + i * 8 + 4);
    if (view.getUint16(at) !== 4) continue;
    const segments = view.getUint16(at + 6) / 2;
    const ends = at + 14;
    const starts = ends + segments * 2 + 2;
    const deltas = starts + segments * 2;
    const offsets = deltas + segments * 2;
    return (code) => {
      for (let s = 0; s < segments; s++) {
        if (code > view.getUint16(ends + s * 2)) continue;
        const first = view.getUint16(starts + s * 2);
        if (code < first) return 0;
        const delta = view.getUint16(deltas + s * 2);
        const offset = view.getUint16(offsets + s * 2);
        if (offset === 0) return (code + delta) & 0xffff;
        const glyph = view.getUint16(offsets + s * 2 + offset + (code - first) * 2);
        return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      }
      return 0;
    };
  }
  throw new Error("font has no format 4 character map");
}
