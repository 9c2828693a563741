import { renderPng, renderSvg } from "@tightrope/charts/node";
import { type AnyIndicator, chartHintOf, type Result, UsageError } from "@tightrope/core";

/** A result as a picture; the file name says which kind. */
export async function drawResult(
  result: Result,
  indicator: AnyIndicator,
  file: string,
): Promise<string | Uint8Array> {
  const finding = indicator.finding?.(result.rows, result.parameters as never);
  const chart = chartHintOf(indicator, result.parameters);
  const svg = await renderSvg(
    { ...result, ...(chart ? { chart } : {}), ...(finding ? { finding } : {}) },
    { width: 960, theme: "light" },
  );
  if (file.endsWith(".svg")) return svg;
  if (file.endsWith(".png")) return renderPng(svg);
  throw new UsageError(`cannot draw ${file}: its name must end in .svg or .png`);
}
