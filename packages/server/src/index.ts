export { createApp } from "./app.ts";
export type { App } from "./context.ts";
export {
  describe as describeIndicator,
  type IndicatorDescription,
  type JsonSchema,
  type ParameterDescription,
} from "./describe.ts";
export type { AppOptions, LogEntry, RestrictedPolicy } from "./options.ts";
export type { Problem } from "./problem.ts";
export type { BaselineAnswer } from "./routes/baselines.ts";
export { type Served, type ServeOptions, serve } from "./serve.ts";
