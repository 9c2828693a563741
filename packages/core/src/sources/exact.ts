/** Digits after the point that a figure may have in a file; a longer one is rounded to these first. */
const READ = 15;

/**
 * SQL that turns the text of a figure into an exact decimal: cell × multiplier, rounded half to even at `digits`
 * places. All arithmetic is on whole numbers, so nothing passes through a binary fraction. Null where the cell is no
 * number or does not fit.
 *
 * @example exact("cell", "1000000", 3) // millions of dollars in, dollars and a thousandth out
 */
export function exact(cell: string, multiplier: string, digits: number): string {
  let [numerator, power] = parts(multiplier);
  let divide = READ + power - digits;
  if (divide < 0) {
    numerator *= 10n ** BigInt(-divide);
    divide = 0;
  }
  while (divide > 0 && numerator % 10n === 0n && numerator > 0n) {
    numerator /= 10n;
    divide--;
  }
  const read = `try_cast(${cell} as decimal(38,${READ}))`;
  const whole = `cast(replace(replace(cast(${read} as varchar), '.', ''), '-', '') as hugeint) * ${numerator}::hugeint`;
  const unit = `${10n ** BigInt(divide)}::hugeint`;
  const even = `(${whole}) // ${unit} + case when ((${whole}) % ${unit}) * 2 > ${unit} or (((${whole}) % ${unit}) * 2 = ${unit} and ((${whole}) // ${unit}) % 2 = 1) then 1 else 0 end`;
  const scale = digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1::decimal(${digits + 1},${digits})`;
  return `try(cast((${even}) as decimal(38,0)) * ${scale} * case when ${read} < 0 then -1 else 1 end)`;
}

/** A plain decimal such as `1000000` or `0.001` as a whole number and the power of ten it is divided by. */
function parts(multiplier: string): [bigint, number] {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(multiplier);
  if (!match) throw new Error(`multiplier is not a plain decimal: ${multiplier}`);
  const fraction = match[2] ?? "";
  return [BigInt(`${match[1]}${fraction}`), fraction.length];
}
