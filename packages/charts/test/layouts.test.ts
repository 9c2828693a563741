import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forceLayout } from "../src/force.ts";
import { dodge } from "../src/labels.ts";
import { logTicks, niceDomain, niceTicks } from "../src/scale.ts";
import { timeLabel, timesOf, timeTicks } from "../src/time.ts";

describe("labels that dodge", () => {
  test("stay where they wish when there is room", () => {
    expect(
      dodge(
        [
          { at: 50, size: 10 },
          { at: 20, size: 10 },
        ],
        0,
        100,
      ),
    ).toEqual([50, 20]);
  });
  test("share the push when they collide", () => {
    expect(
      dodge(
        [
          { at: 50, size: 10 },
          { at: 50, size: 10 },
        ],
        0,
        100,
      ),
    ).toEqual([45, 55]);
  });
  test("never overlap, keep their order and stay inside when they fit", () => {
    const wishes = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 300 }), size: fc.integer({ min: 5, max: 30 }) }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(wishes, (list) => {
        const placed = dodge(list, 0, 300);
        const order = list.map((_, i) => i).sort((a, b) => placed[a]! - placed[b]!);
        for (let k = 1; k < order.length; k++) {
          const [a, b] = [order[k - 1]!, order[k]!];
          expect(placed[b]! - placed[a]!).toBeGreaterThanOrEqual((list[a]!.size + list[b]!.size) / 2 - 1e-6);
          expect(list[a]!.at - list[a]!.size / 2).toBeLessThanOrEqual(list[b]!.at + list[b]!.size);
        }
        list.forEach(({ size }, i) => {
          expect(placed[i]! - size / 2).toBeGreaterThanOrEqual(-1e-6);
          expect(placed[i]! + size / 2).toBeLessThanOrEqual(300 + 1e-6);
        });
      }),
    );
  });
});

describe("scales", () => {
  test("tick at round values inside the domain", () => {
    expect(niceTicks(0, 0.4, 4)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(niceTicks(-3, 7, 5)).toEqual([-2, 0, 2, 4, 6]);
    expect(niceDomain(0.03, 0.36, 4)).toEqual([0, 0.4]);
    expect(logTicks(0.4, 12)).toEqual([0.5, 1, 2, 5, 10]);
  });
  test("a domain covers its values", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (low, size) => {
          const [from, to] = niceDomain(low, low + size, 5);
          const slack = (Math.abs(low) + size) * 1e-9;
          expect(from).toBeLessThanOrEqual(low + slack);
          expect(to).toBeGreaterThanOrEqual(low + size - slack);
        },
      ),
    );
  });
});

describe("time", () => {
  test("annual figures stand at mid-year, whether they come as years or as first days", () => {
    expect(timesOf([2021, 2022])).toEqual([2021.5, 2022.5]);
    expect(timesOf(["2021-01-01", "2022-01-01"])).toEqual([2021.5, 2022.5]);
    expect(timeLabel(2022.5)).toBe("2022");
  });
  test("months have names", () => {
    expect(timesOf(["2022-01-01", "2022-02-01"]).map((t) => timeLabel(t as number))).toEqual([
      "Jan 2022",
      "Feb 2022",
    ]);
  });
  test("an axis has at least two labels", () => {
    for (const room of [1, 2, 3, 10])
      expect(timeTicks(2016.5, 2023.5, room).length).toBeGreaterThanOrEqual(2);
  });
});

describe("the force layout", () => {
  const edges = [
    { source: 0, target: 1, weight: 5 },
    { source: 1, target: 2, weight: 5 },
    { source: 3, target: 4, weight: 5 },
  ];
  test("gives the same places for the same seed, and others for another", () => {
    expect(forceLayout(5, edges)).toEqual(forceLayout(5, edges));
    expect(forceLayout(5, edges, { seed: 7 })).not.toEqual(forceLayout(5, edges));
  });
  test("brings the tied nearer than the untied and stays in the unit square", () => {
    const places = forceLayout(5, edges);
    const distance = (i: number, j: number) =>
      Math.hypot(places[i]![0] - places[j]![0], places[i]![1] - places[j]![1]);
    expect(distance(3, 4)).toBeLessThan(distance(0, 4));
    expect(distance(0, 1)).toBeLessThan(distance(1, 4));
    for (const v of places.flat()) {
      expect(v).toBeGreaterThanOrEqual(0);
      expect(v).toBeLessThanOrEqual(1);
    }
  });
});
