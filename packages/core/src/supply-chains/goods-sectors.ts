import { dataRows } from "../countries/rows.ts";

/**
 * Which sector of an input-output table makes a good, by the good's ISIC 3 code (data/io-goods.csv; the longest code
 * that fits counts). A table whose sectors are sums of another's (`members` in io-sectors.csv) uses that one's rows.
 * Undefined where no sector of the table makes it, or nothing is known of the table's sectors.
 */
export function sectorOfGoods(
  source: string,
  sectors: readonly string[],
): ((isic3: string) => string | undefined) | undefined {
  const goods = dataRows("io-goods.csv");
  const sums = dataRows("io-sectors.csv").filter((r) => r.source === source && r.members);
  const own = goods.filter((r) => r.source === source);
  const rows = own.length > 0 ? own : goods.filter((r) => r.source === "wiod" && sums.length > 0);
  if (rows.length === 0) return undefined;
  const named = (wanted: string) => {
    if (own.length === 0) return sums.find((r) => r.members?.split(" ").includes(wanted))?.code;
    return sectors.find((s) => (wanted.endsWith("*") ? s.startsWith(wanted.slice(0, -1)) : s === wanted));
  };
  const known = new Map(
    rows.flatMap((r) => {
      const sector = named(r.sector ?? "");
      return sector !== undefined && sectors.includes(sector) ? [[r.isic3 ?? "", sector] as const] : [];
    }),
  );
  return (isic3) => {
    for (let digits = isic3.length; digits >= 2; digits--) {
      const found = known.get(isic3.slice(0, digits));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
