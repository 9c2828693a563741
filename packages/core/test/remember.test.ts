import { expect, test } from "vitest";
import type { AttachedSnapshot } from "../src/engines/engine.ts";
import { CancelledError } from "../src/errors.ts";
import { remember } from "../src/remember.ts";

const snapshot = () => ({}) as AttachedSnapshot;
const array = (mega: number) => ({ values: new Float64Array((mega * 2 ** 20) / 8) });

test("what was made for a snapshot is made once, and for another snapshot again", async () => {
  const [one, other] = [snapshot(), snapshot()];
  let made = 0;
  const make = async () => {
    made++;
    return array(1);
  };
  const [a, b] = await Promise.all([remember(one, "a", make), remember(one, "a", make)]);
  expect(a).toBe(b);
  expect(await remember(one, "b", make)).not.toBe(a);
  expect(await remember(other, "a", make)).not.toBe(a);
  expect(made).toBe(3);
});

test("what was used longest ago leaves when the room is full, and what is too large is never kept", async () => {
  const one = snapshot();
  let made = 0;
  const make = (mega: number) => async () => {
    made++;
    return array(mega);
  };
  for (const key of ["a", "b", "a", "c"]) await remember(one, key, make(60));
  expect(made).toBe(3);
  await remember(one, "a", make(60));
  expect(made).toBe(3);
  await remember(one, "b", make(60));
  expect(made).toBe(4);
  await remember(one, "large", make(200));
  await remember(one, "large", make(200));
  expect(made).toBe(6);
});

test("a list weighs by its items, so that many small answers leave room too", async () => {
  const one = snapshot();
  let made = 0;
  const list = async () => {
    made++;
    return Array.from({ length: 300_000 }, (_, i) => i);
  };
  for (const key of ["a", "b", "c"]) await remember(one, key, list);
  await remember(one, "c", list);
  expect(made).toBe(3);
  await remember(one, "a", list);
  expect(made).toBe(4);
});

test("whoever waits for somebody who left begins again; a failure is not remembered", async () => {
  const one = snapshot();
  const leaving = new AbortController();
  const first = remember(
    one,
    "a",
    () =>
      new Promise<object>((_, fail) =>
        leaving.signal.addEventListener("abort", () => fail(new CancelledError())),
      ),
    leaving.signal,
  );
  const second = remember(one, "a", async () => ({ of: "the second" }));
  leaving.abort();
  await expect(first).rejects.toThrow(CancelledError);
  expect(await second).toEqual({ of: "the second" });
  await expect(remember(one, "b", () => Promise.reject(new Error("no table")))).rejects.toThrow("no table");
  expect(await remember(one, "b", async () => ({ now: true }))).toEqual({ now: true });
});
