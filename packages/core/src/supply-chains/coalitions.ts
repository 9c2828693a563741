import { UsageError } from "../errors.ts";
import {
  type CoalitionResult,
  contributions,
  countryPositions,
  type ScenarioGroups,
  type TradeData,
} from "../models/index.ts";

/** Every subset of more members than this would take minutes: 1,023 of ten. */
const MOST_SUBSETS = 10;
const MOST_GROWING = 30;

/** A sender: a country or a bloc that acts as one. */
export interface Member {
  readonly name: string;
  readonly positions: readonly number[];
}

/** Reads figures of solved coalitions. */
export interface Outcomes {
  /** Change of the target's real income; −1 when infinite. */
  harm(result: CoalitionResult): number;
  rowsOf(result: CoalitionResult, everybody: boolean): Record<string, unknown>[];
}

/** The senders by name, each with its countries. @throws {UsageError} when two overlap, or there are too many */
export function candidates(
  senders: string,
  target: string,
  data: TradeData,
  groups: ScenarioGroups,
  mode: "subsets" | "growing",
): Member[] {
  const names = senders
    .split(",")
    .map((s) => s.trim())
    .filter((s) => s !== "");
  const targets = countryPositions({ data }, [target], groups);
  const who = names.map((name) => ({ name, positions: countryPositions({ data }, [name], groups) }));
  if (who.length === 0) throw new UsageError("no sender: name at least one, such as USA,eu,JPN");
  const most = mode === "subsets" ? MOST_SUBSETS : MOST_GROWING;
  if (who.length > most)
    throw new UsageError(
      `${who.length} senders are too many for ${mode}: at most ${most}${mode === "subsets" ? "; mode growing takes 30, a bloc counts as one" : ""}`,
    );
  const taken = new Map<number, string>(targets.map((n) => [n, `the target ${target}`]));
  for (const { name, positions } of who)
    for (const n of positions) {
      const other = taken.get(n);
      if (other !== undefined)
        throw new UsageError(
          `${data.countryCodes[n]} is in both ${name} and ${other}: each country counts once`,
        );
      taken.set(n, name);
    }
  return who;
}

/** Reads figures of a solved coalition: whose change, and whose together. */
export function outcomes(
  data: TradeData,
  groups: ScenarioGroups,
  target: string,
  who: readonly Member[],
): Outcomes {
  const { countries: N, sectors: J, countryCodes, valueAdded } = data;
  const income = new Float64Array(N);
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++) income[n] = (income[n] as number) + (valueAdded[j * N + n] as number);
  const targets = countryPositions({ data }, [target], groups);
  const isInfinite = (result: CoalitionResult, at: readonly number[]) =>
    at.some((n) => result.infinite.includes(countryCodes[n] as string));
  const together = ({ welfare }: CoalitionResult, at: readonly number[]): number | null => {
    if (!welfare) return null;
    let change = 0;
    let whole = 0;
    for (const n of at) {
      change += (income[n] as number) * (welfare[n] as number);
      whole += income[n] as number;
    }
    return change / whole;
  };
  const worth = (at: readonly number[]) => at.reduce((sum, n) => sum + (income[n] as number), 0);
  const harm = (result: CoalitionResult) =>
    together(result, targets) ?? (isInfinite(result, targets) ? -1 : 0);
  return {
    harm,
    rowsOf(result, everybody) {
      const inside = who.filter((w) => result.members.includes(w.name)).flatMap((w) => w.positions);
      const senders = together(result, inside);
      const loss = senders === null ? 0 : -senders * worth(inside);
      const about = {
        coalition: result.members.join(" + "),
        members: result.members.length,
        senders_change: senders,
        leverage: loss > 0 && result.infinite.length === 0 ? (-harm(result) * worth(targets)) / loss : null,
        converged: result.converged,
        residual: Number.isFinite(result.residual) ? result.residual : null,
      };
      const change = (at: readonly number[]) => together(result, at) ?? (isInfinite(result, at) ? -1 : null);
      if (!everybody)
        return [
          {
            ...about,
            country: target,
            role: "target",
            change: change(targets),
            infinite: isInfinite(result, targets),
          },
        ];
      return countryCodes.map((country, n) => ({
        ...about,
        country,
        role: targets.includes(n) ? "target" : inside.includes(n) ? "sender" : "other",
        change: change([n]),
        infinite: isInfinite(result, [n]),
      }));
    },
  };
}

export function ranked(solved: readonly CoalitionResult[], { harm }: Outcomes): CoalitionResult[] {
  return solved
    .map((s, k) => ({ s, k }))
    .sort((a, b) => harm(a.s) - harm(b.s) || a.k - b.k)
    .map(({ s }) => s);
}

/** Lets join whoever adds most to the target's loss, until all have: n + (n − 1) + … solves, the chosen ones kept. */
export async function growing(
  names: readonly string[],
  solve: (subsets: string[][]) => Promise<readonly CoalitionResult[]>,
  harm: (result: CoalitionResult) => number,
): Promise<CoalitionResult[]> {
  const chosen: CoalitionResult[] = [];
  let members: string[] = [];
  while (members.length < names.length) {
    const open = names.filter((name) => !members.includes(name));
    const tried = await solve(open.map((name) => [...members, name]));
    const best = tried.reduce((a, b) => (harm(b) < harm(a) ? b : a));
    chosen.push(best);
    members = [...best.members];
  }
  return chosen;
}

/** What each member adds to the target's change: over every subset, or at its place in a growing coalition. */
export function memberRows(
  names: readonly string[],
  solved: readonly CoalitionResult[],
  { harm, rowsOf }: Outcomes,
  mode: "subsets" | "growing",
  note: (note: { kind: "definition" | "missing"; text: string }) => void,
): Record<string, unknown>[] {
  const whole = solved.find((s) => s.members.length === names.length) as CoalitionResult;
  const [about] = rowsOf(whole, false) as [Record<string, unknown>];
  let found: { member: string; mean: number; least: number | null; most: number | null }[];
  if (mode === "growing") {
    let before = 0;
    found = solved.map((s) => {
      const now = harm(s);
      const row = { member: s.members.at(-1) as string, mean: now - before, least: null, most: null };
      before = now;
      return row;
    });
    note({ kind: "definition", text: "a member's figure is its step when it joins the coalition before it" });
  } else {
    const shares = contributions(
      names,
      solved.map((s) => (s.welfare ? harm(s) : null)),
    );
    if (!shares) {
      note({
        kind: "missing",
        text: "some coalition has an infinite cost, so no member's contribution to it can be told",
      });
      return [];
    }
    found = shares;
    note({
      kind: "definition",
      text: "a member's figure is its mean contribution over all orders of joining (Shapley value); the interval spans the coalitions it can join",
    });
  }
  return found
    .map((f, k) => ({ f, k }))
    .sort((a, b) => a.f.mean - b.f.mean || a.k - b.k)
    .map(({ f }, k) => ({
      coalition: f.member,
      members: 1,
      rank: k + 1,
      country: about.country,
      role: "target",
      change: f.mean,
      low: f.least,
      high: f.most,
      infinite: false,
      converged: solved.every((s) => s.converged),
      residual: Math.max(...solved.map((s) => s.residual)),
    }));
}
