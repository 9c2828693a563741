import { checkScenario, type TradeData } from "@tightrope/core";
import { describe, expect, it } from "vitest";
import { answer } from "../../src/threads/model-task.ts";
import { askModel } from "../../src/threads/model-threads.ts";
import { smallWorld } from "../models/worlds.ts";

/** So many draws that it is solved in a thread. */
const asked = (data: TradeData, shock: object, draws = 4000) => ({
  kind: "scenario" as const,
  data,
  scenario: checkScenario({
    scenario: "x",
    decompose: false,
    shocks: [{ senders: "C1", target: "C0", kind: "cut-off", ...shock }],
    uncertainty: { draws, seed: 5 },
  }),
  groups: {},
  output: "countries" as const,
});

describe("a question answered in a thread", () => {
  it("fails there as it fails here: same class, same words, same details", async () => {
    const data = smallWorld(9, 3, 2, false);
    // C0 makes no s0 itself: without the two others nobody supplies it.
    data.flow[0] = 0;
    const hopeless = asked(data, { senders: ["C1", "C2"] });
    const there = await askModel<"scenario">(hopeless).catch((e) => e);
    const here = await answer<"scenario">(hopeless).catch((e) => e);
    expect(there).toBeInstanceOf(here.constructor);
    expect(there.code).toBe("model");
    expect(there.message).toBe(here.message);
    expect(there.message).toMatch(/leaves C0 without any supplier of s0.*the welfare cost is infinite/);
    expect(there.details).toEqual(here.details);
    const unknown = asked(data, { sectors: ["s7"] });
    const lost = await askModel<"scenario">(unknown).catch((e) => e);
    expect(lost.code).toBe("unknown-name");
    expect(lost.message).toMatch(/^unknown sector: s7/);
  });

  it("has the same digits there and here, and says how far it is", async () => {
    const task = asked(smallWorld(3, 12, 8, false), {}, 100);
    const seen: number[] = [];
    const there = await askModel<"scenario">(task, { onProgress: (done, of) => seen.push(done / of) });
    const here = await answer<"scenario">(task);
    expect(there).toEqual(here);
    expect(seen).toHaveLength(100);
    expect(seen.at(-1)).toBe(1);
  });

  it("is not begun when it is cancelled already, and ends when it is cancelled later", async () => {
    const stop = new AbortController();
    const task = asked(smallWorld(3, 12, 8, false), {}, 5000);
    await expect(
      askModel<"scenario">(task, { signal: stop.signal, onProgress: () => stop.abort() }),
    ).rejects.toThrow("cancelled");
    await expect(askModel<"scenario">(task, { signal: stop.signal })).rejects.toThrow("cancelled");
  });
});
