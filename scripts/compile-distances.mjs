// Compiles packages/core/data/places.csv (main city, coast) and neighbours.csv (shared land borders), from which
// distances are computed, out of CEPII's GeoDist: Mayer, T. and Zignago, S. (2011), Notes on CEPII's distances
// measures: the GeoDist database, CEPII Working Paper 2011-25; Licence Ouverte / Open Licence (Etalab).
// Reads TIGHTROPE_DATA (default ../shared/data): geo/geo_cepii.csv, geo/dist_cepii.csv.
// Usage: node scripts/compile-distances.mjs
import { readFileSync, writeFileSync } from "node:fs";

const DATA = process.env.TIGHTROPE_DATA ?? new URL("../../shared/data", import.meta.url).pathname;
const OUT = new URL("../packages/core/data/", import.meta.url).pathname;

/** CEPII keeps some older codes; its Yugoslavia is Serbia and Montenegro, whose main city Serbia keeps. */
const CODES = { ROM: ["ROU"], ZAR: ["COD"], TMP: ["TLS"], PAL: ["PSE"], YUG: ["SCG", "SRB"] };
const codesOf = (iso3) => CODES[iso3] ?? [iso3];

const [head, ...lines] = readFileSync(`${DATA}/geo/geo_cepii.csv`, "latin1").trimEnd().split(/\r?\n/);
const at = Object.fromEntries(head.split(";").map((name, i) => [name, i]));
const places = new Map();
for (const line of lines) {
  const f = line.split(";");
  if (f[at.maincity] !== "1") continue;
  for (const code of codesOf(f[at.iso3]))
    if (!places.has(code))
      places.set(
        code,
        `${code},${Number(f[at.lat])},${Number(f[at.lon])},${f[at.landlocked]},${f[at.city_en]}`,
      );
}
write("places.csv", "iso3,lat,lon,landlocked,city", [...places.values()]);

const pairs = new Set();
for (const line of readFileSync(`${DATA}/geo/dist_cepii.csv`, "latin1").trimEnd().split(/\r?\n/).slice(1)) {
  const [a, b, contiguous] = line.split(";");
  if (contiguous !== "1") continue;
  for (const x of codesOf(a)) for (const y of codesOf(b)) if (x < y) pairs.add(`${x},${y}`);
}
write("neighbours.csv", "a,b", [...pairs]);

function write(name, header, rows) {
  writeFileSync(`${OUT}${name}`, `${header}\n${rows.sort().join("\n")}\n`);
  process.stdout.write(`${name}: ${rows.length} rows\n`);
}
