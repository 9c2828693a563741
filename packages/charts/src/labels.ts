/** A label that wants to stand with its middle at `at` and needs `size` pixels along the axis. */
export interface Wish {
  readonly at: number;
  readonly size: number;
}

/**
 * Middles for the labels such that none overlaps another, in the order they were given, as near to their wishes as
 * that allows: overlapping neighbours become a block centred on the mean of their wishes. When they do not fit
 * between `low` and `high`, they start at `low`.
 */
export function dodge(wishes: readonly Wish[], low: number, high: number): number[] {
  interface Block {
    start: number;
    size: number;
    wish: number;
    items: number[];
  }
  const order = wishes
    .map((_, i) => i)
    .sort((a, b) => (wishes[a] as Wish).at - (wishes[b] as Wish).at || a - b);
  const blocks: Block[] = [];
  for (const i of order) {
    const { at, size } = wishes[i] as Wish;
    blocks.push(settle({ start: 0, size, wish: at - size / 2, items: [i] }));
    for (;;) {
      const last = blocks.at(-1) as Block;
      const before = blocks.at(-2);
      if (!before || before.start + before.size <= last.start + 1e-9) break;
      blocks.length -= 2;
      const count = before.items.length + last.items.length;
      // Each item's wish for where the block starts is its own start less what stands before it.
      const wish =
        (before.wish * before.items.length + (last.wish - before.size) * last.items.length) / count;
      blocks.push(
        settle({ start: 0, size: before.size + last.size, wish, items: [...before.items, ...last.items] }),
      );
    }
  }
  const middles = new Array<number>(wishes.length).fill(0);
  for (const block of blocks) {
    let y = block.start;
    for (const i of block.items) {
      const { size } = wishes[i] as Wish;
      middles[i] = y + size / 2;
      y += size;
    }
  }
  return middles;

  function settle(block: Block): Block {
    block.start = Math.max(low, Math.min(high - block.size, block.wish));
    return block;
  }
}
