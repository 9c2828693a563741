import type { Status } from "./draft.ts";
import type { LinePoint, LineSeries } from "./series.ts";

export interface Run {
  readonly index: number;
  readonly key: string;
  readonly colour: string;
  readonly status: Status;
  readonly points: readonly (LinePoint & { colour: string })[];
}

const WORSE: readonly Status[] = ["reported", "mirrored", "estimated", "missing"];

/** Stretches of line that are known in the same way. A segment is as good as the worse of its two ends. */
export function runsOf(series: readonly LineSeries[], step: number, colour: (key: string) => string): Run[] {
  const runs: {
    index: number;
    key: string;
    colour: string;
    status: Status;
    points: (LinePoint & { colour: string })[];
  }[] = [];
  for (const { key, points } of series) {
    const regular = isRegular(points, step);
    let previous: LinePoint | undefined;
    for (const point of points) {
      if (point.value === null) {
        previous = undefined;
        continue;
      }
      const joined = previous !== undefined && !(regular && point.time - previous.time > step * 1.5);
      const own = { ...point, colour: colour(key) };
      const current = runs.at(-1);
      if (!joined || !current || !previous)
        runs.push({ index: runs.length, key, colour: colour(key), status: point.status, points: [own] });
      else {
        const status = WORSE[Math.max(WORSE.indexOf(previous.status), WORSE.indexOf(point.status))] as Status;
        if (current.points.length === 1 || current.status === status) {
          current.status = status;
          current.points.push(own);
        } else {
          const from = { ...previous, colour: colour(key) };
          runs.push({ index: runs.length, key, colour: colour(key), status, points: [from, own] });
        }
      }
      previous = point;
    }
  }
  return runs;
}

/** Stretches in which both ends of the interval are known. */
export function bandsOf(series: readonly LineSeries[], step: number): { key: string; points: LinePoint[] }[] {
  const bands: { key: string; points: LinePoint[] }[] = [];
  for (const { key, points } of series) {
    let before: LinePoint | undefined;
    for (const point of points) {
      if (point.low === null || point.high === null) {
        before = undefined;
        continue;
      }
      if (!before || point.time - before.time > step * 1.5) bands.push({ key, points: [] });
      bands.at(-1)?.points.push(point);
      before = point;
    }
  }
  return bands.filter((band) => band.points.length > 1);
}

/** Whether a null stands between two known points. */
export function hasGap(points: readonly LinePoint[]): boolean {
  const first = points.findIndex((p) => p.value !== null);
  const last = points.findLastIndex((p) => p.value !== null);
  return points.slice(Math.max(0, first), last + 1).some((p) => p.value === null);
}

/** Whether most neighbours are one step apart, so that a longer distance is a gap and not just the way it comes. */
function isRegular(points: readonly LinePoint[], step: number): boolean {
  let near = 0;
  for (let i = 1; i < points.length; i++)
    if ((points[i] as LinePoint).time - (points[i - 1] as LinePoint).time <= step * 1.5) near++;
  return near >= (points.length - 1) * 0.5;
}
