import { countryName } from "../countries/index.ts";
import type { ComputeContext } from "../indicators/indicator.ts";
import type { CoverageNote } from "../result.ts";
import type { Choice, Own } from "./choose.ts";
import type { Bucket } from "./flows.ts";
import { endOfPeriod, type Membership } from "./members.ts";
import type { FigureScope } from "./parameters.ts";
import { spanText } from "./spans.ts";
import { untold, untoldNote } from "./untold.ts";

/** What a sum over the members of a group leaves open. */
export interface GroupSilence {
  /** Buckets in which every member is silent in some period: the sum over the group is not known. */
  readonly whole: ReadonlySet<string>;
  readonly notes: readonly CoverageNote[];
}

/** Most names that a note lists before it counts. */
const NAMED = 8;
/** Most sets of members that get a note each. */
const SETS = 3;

/**
 * Members of a group of whose trade with the asked country the chosen figures tell nothing, period by period. A sum over
 * the others is then a least sum, which a note says; without any member it is not known.
 */
export async function groupSilence(
  own: Own,
  membership: Membership,
  scope: Pick<FigureScope, "frequency"> & { readonly buckets: readonly Bucket[] },
  choices: readonly Choice[],
  context: ComputeContext,
): Promise<GroupSilence> {
  const reporter = own.countries[0] as string;
  const silent = await untold(
    own,
    membership.ever.filter((c) => c !== reporter),
    scope,
    choices,
    context,
  );
  const whole = new Set<string>();
  const periodsOf = new Map<string, string[]>();
  for (const bucket of scope.buckets) {
    const members = new Set<string>();
    const missing = new Set<string>();
    for (const period of bucket.parts) {
      const absent = membership
        .on(endOfPeriod(period, scope.frequency))
        .filter((c) => c !== reporter)
        .filter((c) => {
          members.add(c);
          return silent.of(c, [period]).length > 0;
        });
      for (const c of absent) missing.add(c);
      if (absent.length === 0) continue;
      const key = [...absent].sort().join(" ");
      periodsOf.set(key, [...(periodsOf.get(key) ?? []), period]);
    }
    if (members.size > 0 && missing.size === members.size) whole.add(bucket.period);
  }
  const source = scope.buckets[0]?.source ?? "";
  const [only, ...more] = membership.ever;
  const alone = only !== undefined && more.length === 0 && !membership.dated ? only : undefined;
  const notes = fewer(periodsOf).flatMap(([key, periods]): readonly CoverageNote[] => {
    if (alone)
      return [untoldNote({ reporter, flow: own.flow, partner: alone }, source, periods)].filter(
        (n) => n !== undefined,
      );
    const names = key.split(" ").map((c) => countryName(c));
    const shown =
      names.length > NAMED
        ? `${names.slice(0, NAMED - 1).join(", ")} and ${names.length - NAMED + 1} more`
        : names.join(", ");
    return [
      {
        kind: "missing",
        text: `${spanText(periods)}: ${source} has no figure of ${countryName(reporter)}'s ${own.flow} ${own.flow === "imports" ? "from" : "to"} ${shown}: ${periodsOf.size > SETS ? "not reported in one or more of these periods" : "not reported"}, so the sum over ${membership.label} is without them`,
      },
    ];
  });
  return { whole, notes };
}

/** Beyond a few different sets of members, one set of all of them over all of their periods. */
function fewer(periodsOf: ReadonlyMap<string, readonly string[]>): [string, readonly string[]][] {
  if (periodsOf.size <= SETS) return [...periodsOf];
  const members = [...new Set([...periodsOf.keys()].flatMap((key) => key.split(" ")))].sort();
  return [[members.join(" "), [...periodsOf.values()].flat()]];
}
