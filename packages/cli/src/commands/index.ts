import type { Command } from "../command.ts";

type Loader = () => Promise<{ default: Command }>;

/** Every command, imported only when it is called. */
export const commands: Readonly<Record<string, Loader>> = {
  init: () => import("./init.ts"),
  sources: () => import("./sources.ts"),
  fetch: () => import("./fetch.ts"),
  load: () => import("./load.ts"),
  status: () => import("./status.ts"),
  indicators: () => import("./indicators.ts"),
  run: () => import("./run.ts"),
  check: () => import("./check.ts"),
  simulate: () => import("./simulate.ts"),
  why: () => import("./why.ts"),
  verify: () => import("./verify.ts"),
  serve: () => import("./serve.ts"),
  publish: () => import("./publish.ts"),
  gc: () => import("./gc.ts"),
};
