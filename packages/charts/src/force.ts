export interface Edge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
}

export interface ForceOptions {
  /** Rounds of the simulation, default 400. */
  readonly rounds?: number;
  /** Start of the random placement, default 1; the same seed gives the same picture. */
  readonly seed?: number;
}

/**
 * Places of `count` nodes in the unit square after Fruchterman and Reingold (1991): all nodes repel, edges pull in
 * proportion to the root of their weight, and the step cools. Only + − × ÷ and square roots, which every machine
 * rounds alike, so that the picture is the same everywhere.
 */
export function forceLayout(
  count: number,
  edges: readonly Edge[],
  options: ForceOptions = {},
): [number, number][] {
  const { rounds = 400, seed = 1 } = options;
  let state = seed >>> 0 || 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const x = Float64Array.from({ length: count }, random);
  const y = Float64Array.from({ length: count }, random);
  const heaviest = Math.max(...edges.map((e) => e.weight), 0) || 1;
  const k = Math.sqrt(1 / Math.max(1, count));
  for (let round = 0; round < rounds; round++) {
    const step = 0.1 * (1 - round / rounds) + 0.0005;
    const fx = new Float64Array(count);
    const fy = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < i; j++) {
        const dx = (x[i] as number) - (x[j] as number);
        const dy = (y[i] as number) - (y[j] as number);
        const push = (k * k) / (dx * dx + dy * dy + 1e-6);
        fx[i] = (fx[i] as number) + dx * push;
        fy[i] = (fy[i] as number) + dy * push;
        fx[j] = (fx[j] as number) - dx * push;
        fy[j] = (fy[j] as number) - dy * push;
      }
      // A weak pull to the middle keeps parts that no edge joins in the picture.
      fx[i] = (fx[i] as number) - ((x[i] as number) - 0.5) * 0.35;
      fy[i] = (fy[i] as number) - ((y[i] as number) - 0.5) * 0.35;
    }
    for (const { source, target, weight } of edges) {
      const dx = (x[source] as number) - (x[target] as number);
      const dy = (y[source] as number) - (y[target] as number);
      const pull = (Math.sqrt(dx * dx + dy * dy) / k) * Math.sqrt(weight / heaviest);
      fx[source] = (fx[source] as number) - dx * pull;
      fy[source] = (fy[source] as number) - dy * pull;
      fx[target] = (fx[target] as number) + dx * pull;
      fy[target] = (fy[target] as number) + dy * pull;
    }
    for (let i = 0; i < count; i++) {
      const length = Math.sqrt((fx[i] as number) ** 2 + (fy[i] as number) ** 2) || 1;
      const move = Math.min(length, step) / length;
      x[i] = (x[i] as number) + (fx[i] as number) * move;
      y[i] = (y[i] as number) + (fy[i] as number) * move;
    }
  }
  return stretch(x, y);
}

/** Places moved and scaled to fill the unit square. */
function stretch(x: Float64Array, y: Float64Array): [number, number][] {
  const fit = (values: Float64Array): ((v: number) => number) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (v) => (high > low ? (v - low) / (high - low) : 0.5);
  };
  const [fitX, fitY] = [fit(x), fit(y)];
  return Array.from(x, (v, i) => [fitX(v), fitY(y[i] as number)]);
}
