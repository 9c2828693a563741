import { dataRows } from "../countries/rows.ts";

interface SectorRow {
  readonly code: string;
  readonly label: string;
  readonly elasticity: number;
}

/**
 * Labels and trade elasticities of a source's sectors (data/io-sectors.csv). A code that ends in `*` stands for every
 * code that starts so. Elasticities are those of Caliendo and Parro (2015) as Costinot and Rodríguez-Clare (2014)
 * use them, 5 for services; groups of sectors carry the mean of their members, weighted by world trade in 2011.
 */
export function ioSectors(
  source: string,
  codes: readonly string[],
): { labels: Record<string, string>; elasticities: Record<string, number> } {
  const rows = dataRows("io-sectors.csv")
    .filter((r) => r.source === source)
    .map((r): SectorRow => ({ code: r.code ?? "", label: r.label ?? "", elasticity: Number(r.elasticity) }));
  const labels: Record<string, string> = {};
  const elasticities: Record<string, number> = {};
  for (const code of codes) {
    const found =
      rows.find((r) => r.code === code) ??
      rows.find((r) => r.code.endsWith("*") && code.startsWith(r.code.slice(0, -1)));
    if (!found) continue;
    labels[code] = found.label;
    elasticities[code] = found.elasticity;
  }
  return { labels, elasticities };
}
