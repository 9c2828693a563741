import { UnknownNameError, UsageError } from "../errors.ts";
import type { TradeShock } from "../kernels/index.ts";
import { nearest } from "../nearest.ts";
import type { Baseline } from "./baseline.ts";
import type { ScenarioShock } from "./scenario.ts";

/** Names a scenario may use beside the baseline's own. */
export interface ScenarioGroups {
  /** Blocs and other sets of countries, by name: members as country codes. Members the baseline lacks are skipped. */
  readonly countries?: Readonly<Record<string, readonly string[]>>;
  /** Control lists and other sets of sectors: sector codes, each with the share of its goods that is covered. */
  readonly sectors?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** One country's flows to another in one sector, hit by one shock. */
interface Hit {
  readonly exporter: number;
  readonly importer: number;
  readonly sector: number;
  readonly shock: Pick<ScenarioShock, "kind" | "size">;
  readonly share: number;
}

/**
 * Shocks in plain words on the baseline's arrays. Several shocks on one flow multiply (costs) or add (tariffs);
 * cut off once is cut off. Sales at home are never hit. A shock on part of a sector's goods hits that part of the
 * suppliers: what is left of the flow's weight κ^{−θ} is (1 - share) + share × the hit part's.
 *
 * @throws {UnknownNameError} for a country, group or sector nobody knows, with the nearest.
 */
export function tradeShock(
  baseline: Baseline,
  shocks: readonly ScenarioShock[],
  groups: ScenarioGroups = {},
): TradeShock {
  const { countries: N, sectors: J, theta, tariff: oldTariff } = baseline.economy;
  const hits = shocks.flatMap((shock) => hitsOf(baseline, shock, groups));
  let left: Float64Array | null = null;
  let tariff: Float64Array | null = null;
  for (const { exporter, importer, sector, shock, share } of hits) {
    const a = (sector * N + importer) * N + exporter;
    if (shock.kind === "tariff") {
      tariff ??= oldTariff ? oldTariff.slice() : new Float64Array(J * N * N);
      tariff[a] = (tariff[a] as number) + share * (shock.size as number);
      if (!((tariff[a] as number) > -1))
        throw new UsageError(`tariffs on one flow add up to ${tariff[a]}; they must stay above -1`);
    } else {
      left ??= new Float64Array(J * N * N).fill(1);
      const hit = shock.kind === "cut-off" ? 0 : (1 + (shock.size as number)) ** -(theta[sector] as number);
      left[a] = (left[a] as number) * (1 - share + share * hit);
    }
  }
  let costHat: Float64Array | null = null;
  if (left) {
    costHat = left;
    for (let j = 0; j < J; j++)
      for (let a = j * N * N; a < (j + 1) * N * N; a++)
        if (left[a] !== 1) costHat[a] = (left[a] as number) ** (-1 / (theta[j] as number));
  }
  return { costHat, tariff };
}

/** Every flow between two sets of countries cut off, both ways. */
export function decoupling(
  baseline: Baseline,
  a: readonly string[],
  b: readonly string[],
  sectors: readonly string[] = ["all"],
): TradeShock {
  return tradeShock(baseline, [
    { senders: [...a], target: [...b], side: "both", sectors: [...sectors], kind: "cut-off", share: 1 },
  ]);
}

/** Country names of the baseline, groups and `all` as positions. */
export function countryPositions(
  baseline: { readonly data: Pick<Baseline["data"], "countryCodes"> & { readonly name?: string } },
  wanted: readonly string[],
  groups: ScenarioGroups = {},
  except: readonly number[] = [],
): number[] {
  const { countryCodes } = baseline.data;
  const found = new Set<number>();
  const groupNames = Object.keys(groups.countries ?? {});
  for (const name of wanted) {
    const at = countryCodes.findIndex((code) => code.toUpperCase() === name.toUpperCase());
    const group = groupNames.find((g) => g.toLowerCase() === name.toLowerCase());
    if (at >= 0) found.add(at);
    else if (name === "all") for (let n = 0; n < countryCodes.length; n++) found.add(n);
    else if (group !== undefined) {
      const members = (groups.countries?.[group] ?? [])
        .map((code) => countryCodes.indexOf(code))
        .filter((n) => n >= 0);
      if (members.length === 0)
        throw new UsageError(
          `no member of ${group} is in ${baseline.data.name ?? "the table"}; it has ${countryCodes.join(", ")}`,
        );
      for (const n of members) found.add(n);
    } else throw new UnknownNameError("country", name, nearest(name, [...countryCodes, ...groupNames]));
  }
  return [...found].filter((n) => !except.includes(n)).sort((a, b) => a - b);
}

/** Sectors by code, label, group or `all`, each with the share of its goods covered. */
export function sectorShares(
  baseline: Baseline,
  wanted: readonly string[],
  groups: ScenarioGroups = {},
): ReadonlyMap<number, number> {
  const { sectorCodes, sectorLabels = {} } = baseline.data;
  const found = new Map<number, number>();
  const groupNames = Object.keys(groups.sectors ?? {});
  const add = (j: number, share: number) => found.set(j, Math.max(found.get(j) ?? 0, share));
  for (const name of wanted) {
    const lower = name.toLowerCase();
    const at = sectorCodes.findIndex(
      (code) => code.toLowerCase() === lower || sectorLabels[code]?.toLowerCase() === lower,
    );
    const group = groupNames.find((g) => g.toLowerCase() === lower);
    if (at >= 0) add(at, 1);
    else if (name === "all") for (let j = 0; j < sectorCodes.length; j++) add(j, 1);
    else if (group !== undefined)
      for (const [code, share] of Object.entries(groups.sectors?.[group] ?? {})) {
        const j = sectorCodes.indexOf(code);
        if (j < 0) throw new UnknownNameError("sector", `${code} (in ${group})`, nearest(code, sectorCodes));
        if (!(share >= 0 && share <= 1))
          throw new UsageError(`${group} covers ${share} of ${code}; a share is 0 to 1`);
        if (share > 0) add(j, share);
      }
    else if (/^list:|^[a-z-]+\/tier/.test(lower))
      throw new UsageError(
        `what ${name} covers of each sector is not known here: its shares come from trade data, as tightrope simulate and the server read them`,
      );
    else
      throw new UnknownNameError(
        "sector",
        name,
        nearest(name, [...sectorCodes, ...Object.values(sectorLabels), ...groupNames]),
      );
  }
  return found;
}

function hitsOf(baseline: Baseline, shock: ScenarioShock, groups: ScenarioGroups): Hit[] {
  const targetIsAll = shock.target.includes("all");
  const named = countryPositions(baseline, shock.senders, groups);
  const target = countryPositions(baseline, shock.target, groups, targetIsAll ? named : []);
  const senders = shock.senders.includes("all") ? named.filter((n) => !target.includes(n)) : named;
  if (senders.length === 0 || target.length === 0)
    throw new UsageError("a shock needs at least one sender and one other country as target");
  const both = senders.find((n) => target.includes(n));
  if (both !== undefined)
    throw new UsageError(`${baseline.data.countryCodes[both]} is both sender and target of one shock`);
  const sectors = sectorShares(baseline, shock.sectors, groups);
  const hits: Hit[] = [];
  for (const sender of senders)
    for (const other of target)
      for (const [sector, covered] of sectors) {
        const share = covered * shock.share;
        if (shock.side !== "imports") hits.push({ exporter: sender, importer: other, sector, shock, share });
        if (shock.side !== "exports") hits.push({ exporter: other, importer: sender, sector, shock, share });
      }
  return hits;
}
