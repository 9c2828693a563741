import type { Routes } from "../context.ts";
import { classificationRoutes } from "./classifications.ts";
import { healthRoutes } from "./health.ts";
import { indicatorRoutes } from "./indicators.ts";
import { metricRoutes } from "./metrics.ts";
import { receiptRoutes } from "./receipts.ts";
import { snapshotRoutes } from "./snapshots.ts";
import { sourceRoutes } from "./sources.ts";
import { tableRoutes } from "./tables.ts";

/** Every resource, in the order the docs show them. */
export const allRoutes: readonly Routes[] = [
  indicatorRoutes,
  sourceRoutes,
  tableRoutes,
  snapshotRoutes,
  receiptRoutes,
  classificationRoutes,
  healthRoutes,
  metricRoutes,
];
