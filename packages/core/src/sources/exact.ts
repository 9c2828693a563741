/** Digits after the point that a figure may have in a file; a longer one is rounded to these first. */
const READ = 15;

/**
 * SQL that turns the text of a figure into an exact decimal: cell × multiplier, rounded half to even at `digits`
 * places. All arithmetic is on whole numbers, so nothing passes through a binary fraction. Null where the cell is no
 * number or does not fit.
 *
 * With n the figure as a whole number of 10⁻¹⁵, u the unit kept and h = u/2, rounding half to even is
 * (n + h − 1 + (n div u mod 2)) div u, mirrored for negative n.
 *
 * @example exact("cell", "1000000", 3) // millions of dollars in, dollars and a thousandth out
 */
export function exact(cell: string, multiplier: string, digits: number): string {
  let [numerator, power] = parts(multiplier);
  power += READ - digits;
  while (power > 0 && numerator > 0n && numerator % 10n === 0n) {
    numerator /= 10n;
    power--;
  }
  if (power < 0) numerator *= 10n ** BigInt(-power);
  // DuckDB 1.5 reads a text into a wide decimal a hundred times slower than into a whole number, so that plain figures
  // go through the latter and only others (exponents, more digits) through the former.
  const plain = `regexp_matches(${cell}, '^[+-]?\\d{1,20}(\\.\\d{0,${READ}})?$')`;
  const n = `((case when ${plain} then try_cast(split_part(${cell}, '.', 1) || rpad(split_part(${cell}, '.', 2), ${READ}, '0') as hugeint)
    else try_cast(replace(cast(try_cast(${cell} as decimal(38,${READ})) as varchar), '.', '') as hugeint) end) * ${numerator}::hugeint)`;
  const scale = digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1::decimal(${digits + 1},${digits})`;
  if (power <= 0) return `try(cast(${n} as decimal(38,0)) * ${scale})`;
  const unit = `${10n ** BigInt(power)}::hugeint`;
  const rounded = `(${n} + sign(${n}) * (${10n ** BigInt(power) / 2n - 1n}::hugeint + abs((${n} // ${unit}) % 2))) // ${unit}`;
  return `try(cast(${rounded} as decimal(38,0)) * ${scale})`;
}

/** A plain decimal such as `1000000` or `0.001` as a whole number and the power of ten it is divided by. */
function parts(multiplier: string): [bigint, number] {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(multiplier);
  if (!match) throw new Error(`multiplier is not a plain decimal: ${multiplier}`);
  const fraction = match[2] ?? "";
  return [BigInt(`${match[1]}${fraction}`), fraction.length];
}
