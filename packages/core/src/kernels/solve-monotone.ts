/**
 * Root of an increasing function: Newton steps, and bisection (or doubling, where there is no bound yet) whenever a step
 * would leave the bracket or gains too little. Stops when x no longer moves in its last digits. Deterministic.
 *
 * @param f value and derivative; the value must increase in x
 * @example
 * solveMonotone((x) => ({ gap: x * x - 2, slope: 2 * x }), 1, 0, 2) // 1.414213562373095
 */
export function solveMonotone(
  f: (x: number) => { gap: number; slope: number },
  start: number,
  low: number,
  high: number,
): number {
  let a = low;
  let b = high;
  let x = start;
  let last = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 400; round++) {
    const { gap, slope } = f(x);
    if (gap === 0) return x;
    if (gap > 0) b = x;
    else a = x;
    let next = x - gap / slope;
    const stuck = !(Math.abs(next - x) < 0.5 * last) && round > 3;
    if (!(next > a && next < b) || stuck)
      next = b === Number.POSITIVE_INFINITY ? 2 * a + 1e-300 : middle(a, b);
    last = Math.abs(next - x);
    x = next;
    if (last <= 2e-16 * Math.abs(x)) break;
  }
  return x;
}

/** Geometric where both ends are far apart in size, so that roots near zero are reached in few steps. */
function middle(a: number, b: number): number {
  return a > 0 && b > 4 * a ? Math.sqrt(a) * Math.sqrt(b) : a === 0 && b > 1e-290 ? b / 16 : (a + b) / 2;
}
