/** Round tick values from `low` to `high`, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = niceStep((high - low) / Math.max(1, count));
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** A domain that covers the values and ends on ticks. */
export function niceDomain(low: number, high: number, count: number): [number, number] {
  if (!(high > low)) return high === 0 ? [0, 1] : high > 0 ? [0, high * 1.1] : [low * 1.1, 0];
  const step = niceStep((high - low) / Math.max(1, count));
  return [
    Number((Math.floor(low / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil(high / step - 1e-9) * step).toPrecision(12)),
  ];
}

/** Powers of ten in the domain, with 2 and 5 between them where there are few. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const parts = high / low < 400 ? [1, 2, 5] : [1];
  const skip = Math.max(1, Math.ceil((last - first) / 7));
  const ticks: number[] = [];
  for (let e = first; e <= last; e++)
    if ((e - first) % skip === 0)
      for (const part of parts) {
        const tick = Number((part * 10 ** e).toPrecision(6));
        if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
      }
  return ticks;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const part = rough / power;
  return (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10) * power;
}
