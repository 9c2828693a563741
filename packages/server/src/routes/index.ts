import type { Routes } from "../context.ts";
import { baselineRoutes } from "./baselines.ts";
import { caseRoutes } from "./cases.ts";
import { claimRoutes } from "./claims.ts";
import { classificationRoutes } from "./classifications.ts";
import { explorerRoutes } from "./explorer.ts";
import { healthRoutes } from "./health.ts";
import { indicatorRoutes } from "./indicators.ts";
import { metricRoutes } from "./metrics.ts";
import { openApiRoutes } from "./openapi.ts";
import { receiptRoutes } from "./receipts.ts";
import { scenarioRoutes } from "./scenarios.ts";
import { snapshotRoutes } from "./snapshots.ts";
import { sourceRoutes } from "./sources.ts";
import { tableRoutes } from "./tables.ts";

/** Every resource, in the order the docs show them; the explorer takes what is left. */
export const allRoutes: readonly Routes[] = [
  indicatorRoutes,
  sourceRoutes,
  tableRoutes,
  snapshotRoutes,
  receiptRoutes,
  claimRoutes,
  caseRoutes,
  scenarioRoutes,
  baselineRoutes,
  classificationRoutes,
  healthRoutes,
  metricRoutes,
  openApiRoutes,
  explorerRoutes,
];
