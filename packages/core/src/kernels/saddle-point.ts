/**
 * The two terms of Loader's saddle-point form of binomial and Poisson probabilities (Loader 2000, Fast and accurate
 * computation of binomial probabilities). They keep full precision where x^a e^−x / Γ(a+1) by logarithms loses a digit for
 * each digit of a.
 */

/**
 * Error of Stirling's formula, ln Γ(n+1) − [(n + ½) ln n − n + ½ ln 2π], for n > 0. Below 16 it climbs by
 * δ(n) = δ(n+1) + (n + ½) ln(1 + 1/n) − 1 and then uses the series in 1/n.
 *
 * @example
 * stirlingError(1) // 0.08106146679532726
 */
export function stirlingError(n: number): number {
  let climb = 0;
  let x = n;
  for (; x < 16; x++) climb += (x + 0.5) * Math.log1p(1 / x) - 1;
  const r = 1 / (x * x);
  const series =
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360)))))) / x;
  return climb + series;
}

/**
 * Deviance x ln(x / m) + m − x for x ≥ 0, m > 0, by a series where x and m are close and the terms would cancel.
 *
 * @example
 * devianceTerm(2, 1) // 0.3862943611198906, 2 ln 2 − 1
 */
export function devianceTerm(x: number, m: number): number {
  if (x === 0) return m;
  const gap = x - m;
  if (Math.abs(gap) < 0.1 * (x + m)) {
    const v = gap / (x + m);
    let sum = gap * v;
    let power = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      power *= v * v;
      const next = sum + power / (2 * j + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / m) - gap;
}
