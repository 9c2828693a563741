import { choice, real } from "../indicators/parameters.ts";
import { type CifFobFit, cifFobMargin, fitCifFob } from "../kernels/index.ts";
import { wayBetween } from "./geography.ts";

export const marginParameters = {
  margin: choice(
    ["auto", "fitted", "constant", "none"],
    "how transport is taken off CIF imports: fitted by distance on the flows both ends report, one constant, or not at all; auto fits when there are enough flows",
  ).default("auto"),
  margin_constant: real("CIF over FOB when it is one constant", { min: 1, max: 2, unit: "ratio" }).default(
    1.07,
  ),
} as const;

export interface MarginScope {
  readonly margin: "auto" | "fitted" | "constant" | "none";
  readonly margin_constant: number;
}

/** A flow that both ends report, all goods. */
export interface BothReports {
  readonly exporter: string;
  readonly importer: string;
  readonly exportUsd: number;
  readonly importUsd: number;
}

export interface Margin {
  /** CIF / FOB, at least 1. */
  readonly value: number;
  /** Range over the readings of the margin: the one used, and the usual 5 to 10 %. */
  readonly low: number;
  readonly high: number;
  readonly basis: "fitted" | "constant" | "none";
}

export interface Margins {
  readonly fit: CifFobFit | undefined;
  /** Why no fit, when one was asked for or would have been tried. */
  readonly reason: string | undefined;
  of(exporter: string, importer: string): Margin;
}

/** Flows below this number say too little about distance. */
const ENOUGH = 300;
/** The margin that statistics usually show. */
const [USUAL_LOW, USUAL_HIGH] = [1.05, 1.1];

/**
 * The CIF/FOB margin of any pair. Fitted as BACI does (Gaulier and Zignago 2010, section 2.3: log distance, its square,
 * contiguity, landlocked ends; weighted by agreement), but on values of all goods, since not every source has
 * quantities. With too few flows, or a pair without a known distance, one stated constant.
 */
export function marginsFrom(flows: readonly BothReports[], scope: MarginScope): Margins {
  const wanted = scope.margin === "auto" || scope.margin === "fitted";
  const { fit, reason } = wanted ? fitted(flows) : { fit: undefined, reason: undefined };
  const constant: Margin = {
    value: scope.margin_constant,
    low: Math.min(scope.margin_constant, USUAL_LOW),
    high: Math.max(scope.margin_constant, USUAL_HIGH),
    basis: "constant",
  };
  return {
    fit,
    reason,
    of(exporter, importer) {
      if (scope.margin === "none") return { value: 1, low: 1, high: 1, basis: "none" };
      const way = fit && wayBetween(exporter, importer);
      if (!fit || !way) return constant;
      const value = cifFobMargin(fit, covariates([way]))[0] as number;
      return { value, low: Math.min(value, USUAL_LOW), high: Math.max(value, USUAL_HIGH), basis: "fitted" };
    },
  };
}

function fitted(flows: readonly BothReports[]): { fit: CifFobFit | undefined; reason: string | undefined } {
  const ways = flows.flatMap((f) => {
    const way = wayBetween(f.exporter, f.importer);
    return way && f.exportUsd > 0 && f.importUsd > 0 ? [{ ...f, ...way }] : [];
  });
  if (ways.length < ENOUGH)
    return { fit: undefined, reason: `${ways.length} flows have both reports, fewer than ${ENOUGH}` };
  try {
    const fit = fitCifFob(
      ways.map((w) => w.importUsd / w.exportUsd),
      covariates(ways),
      { weights: ways.map((w) => Math.min(w.importUsd, w.exportUsd) / Math.max(w.importUsd, w.exportUsd)) },
    );
    return { fit, reason: undefined };
  } catch (error) {
    if (error instanceof RangeError)
      return {
        fit: undefined,
        reason: "the flows with both reports do not vary enough in distance or coast",
      };
    throw error;
  }
}

type Ways = readonly {
  km: number;
  contiguous: boolean;
  landlockedExporter: boolean;
  landlockedImporter: boolean;
}[];

function covariates(ways: Ways) {
  return {
    distance: ways.map((w) => w.km),
    contiguous: ways.map((w) => Number(w.contiguous)),
    landlockedExporter: ways.map((w) => Number(w.landlockedExporter)),
    landlockedImporter: ways.map((w) => Number(w.landlockedImporter)),
  };
}
