import type { Deficits, Scenario, ScenarioShock } from "@tightrope/core/models";
import type { Changes } from "../router.ts";

/** One shock in the words of the form. Two sides of a scenario file that differ in nothing else are one. */
export interface Composed {
  readonly senders: readonly string[];
  readonly target: readonly string[];
  readonly side: ScenarioShock["side"];
  readonly sectors: readonly string[];
  readonly kind: ScenarioShock["kind"];
  /** Cost: rise of the price paid; tariff: points added. Not for a cut-off. */
  readonly size: number;
  readonly share: number;
  readonly deficits: Deficits;
  /** Draws of the trade elasticities for intervals; 0 for none. */
  readonly draws: number;
}

export const SIZE = 0.25;
/** Draws when intervals are asked for: enough for their ends to stand still, few enough for a page. */
export const DRAWS = 100;

export const FIRST: Composed = {
  senders: ["CHN"],
  target: ["RUS"],
  side: "both",
  sectors: ["all"],
  kind: "cut-off",
  size: SIZE,
  share: 1,
  deficits: "zero",
  draws: 0,
};

const SIDES = ["both", "exports", "imports"] as const;
const KINDS = ["cut-off", "cost", "tariff"] as const;
const DEFICITS = ["zero", "share", "fixed"] as const;

/** What the address asks for; undefined when it composes nothing. */
export function composedIn(query: URLSearchParams): Composed | undefined {
  const names = (key: string) => (query.get(key) ?? "").split(",").filter((c) => c !== "");
  const [senders, target, sectors] = [names("senders"), names("target"), names("sectors")];
  if (senders.length === 0 || target.length === 0) return undefined;
  const one = <T extends string>(key: string, all: readonly [T, ...T[]]): T =>
    all.find((v) => v === query.get(key)) ?? all[0];
  const number = (key: string, otherwise: number, most: number) => {
    const value = Number(query.get(key) ?? otherwise);
    return value > 0 && value <= most ? value : otherwise;
  };
  return {
    senders,
    target,
    side: one("side", SIDES),
    sectors: sectors.length > 0 ? sectors : ["all"],
    kind: one("kind", KINDS),
    size: number("size", SIZE, 10),
    share: number("share", 1, 1),
    deficits: one("deficits", DEFICITS),
    draws: query.get("draws") === null ? 0 : Math.round(Math.max(2, number("draws", DRAWS, 1000))),
  };
}

/** The same in the address, what is as it would be anyway left out; the shipped scenario's name goes. */
export function changesOf(c: Composed): Changes {
  return {
    s: null,
    senders: c.senders,
    target: c.target,
    side: c.side === "both" ? null : c.side,
    sectors: c.sectors.join() === "all" ? null : c.sectors,
    kind: c.kind === "cut-off" ? null : c.kind,
    size: c.kind === "cut-off" ? null : c.size,
    share: c.share === 1 ? null : c.share,
    deficits: c.deficits === "zero" ? null : c.deficits,
    draws: c.draws === 0 ? null : c.draws,
    pin: null,
  };
}

/** An address without anything composed, for a shipped scenario. */
export function chosen(name: string): Changes {
  const none = Object.fromEntries(Object.keys(changesOf(FIRST)).map((key) => [key, null]));
  return { ...none, s: name };
}

/** The form's reading of a scenario; undefined when it holds more than one form can say. */
export function asComposed(scenario: Scenario): Composed | undefined {
  const [first, second, ...others] = scenario.shocks;
  if (!first || others.length > 0) return undefined;
  let side = first.side;
  if (second) {
    const without = ({ side: _side, ...rest }: ScenarioShock) => JSON.stringify(rest);
    const sides = [first.side, second.side].sort().join();
    if (without(first) !== without(second) || sides !== "exports,imports") return undefined;
    side = "both";
  }
  if (Object.keys(scenario.elasticities).length > 0 || scenario.numeraire !== "world-income")
    return undefined;
  const { senders, target, sectors, kind, size = SIZE, share } = first;
  const { deficits, uncertainty } = scenario;
  // Control lists are weighed with trade that the page does not have.
  if (first.weights !== undefined) return undefined;
  if (uncertainty && (uncertainty.seed !== 1 || uncertainty.spread !== 0.3)) return undefined;
  return { senders, target, side, sectors, kind, size, share, deficits, draws: uncertainty?.draws ?? 0 };
}

export function scenarioOf(c: Composed, title: string, baseline: string): Scenario {
  return {
    scenario: title,
    baseline,
    deficits: c.deficits,
    numeraire: "world-income",
    elasticities: {},
    shocks: [
      {
        senders: [...c.senders],
        target: [...c.target],
        side: c.side,
        sectors: [...c.sectors],
        kind: c.kind,
        ...(c.kind === "cut-off" ? {} : { size: c.size }),
        share: c.share,
      },
    ],
    decompose: true,
    ...(c.draws > 0 ? { uncertainty: { draws: c.draws, seed: 1, spread: 0.3 } } : {}),
    outputs: ["countries"],
  };
}
