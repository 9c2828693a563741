import { dataRows } from "../countries/rows.ts";

interface Place {
  readonly lat: number;
  readonly lon: number;
  readonly landlocked: boolean;
}

/** What transport between two countries depends on. */
export interface Way {
  /** Kilometres between the main cities, along the great circle. */
  readonly km: number;
  readonly contiguous: boolean;
  readonly landlockedExporter: boolean;
  readonly landlockedImporter: boolean;
}

const EARTH_KM = 6371;

let places: ReadonlyMap<string, Place> | undefined;
let neighbours: ReadonlySet<string> | undefined;

/**
 * The way from one country to another; undefined where CEPII's GeoDist has no place for one of them.
 *
 * Main cities, coasts and land borders are those of GeoDist (Mayer and Zignago 2011, Etalab Open Licence); its
 * simple distance is the great circle between the same cities.
 *
 * @example wayBetween("CHN", "RUS")?.contiguous // true
 */
export function wayBetween(exporter: string, importer: string): Way | undefined {
  places ??= new Map(
    dataRows("places.csv").map((r) => [
      r.iso3 as string,
      { lat: Number(r.lat), lon: Number(r.lon), landlocked: r.landlocked === "1" },
    ]),
  );
  neighbours ??= new Set(dataRows("neighbours.csv").flatMap((r) => [`${r.a}${r.b}`, `${r.b}${r.a}`]));
  const [from, to] = [places.get(exporter), places.get(importer)];
  if (!from || !to || exporter === importer) return undefined;
  return {
    km: greatCircle(from, to),
    contiguous: neighbours.has(exporter + importer),
    landlockedExporter: from.landlocked,
    landlockedImporter: to.landlocked,
  };
}

/** Haversine, which stays exact for near and for opposite points. */
function greatCircle(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const lat = Math.sin(radians(b.lat - a.lat) / 2);
  const lon = Math.sin(radians(b.lon - a.lon) / 2);
  const h = lat * lat + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * lon * lon;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
