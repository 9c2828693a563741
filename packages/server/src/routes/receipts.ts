import { parseReceipt } from "@tightrope/core";
import type { Routes } from "../context.ts";
import { HttpProblem } from "../problem.ts";
import { jsonText } from "../respond.ts";

/** `POST /v1/receipts/verify`: re-runs a receipt, or the receipt of a result, and says whether the same comes out. */
export const receiptRoutes: Routes = (app, { ws, results }) => {
  app.post("/v1/receipts/verify", async (c) => {
    const json = await c.req.json().catch((cause) => {
      throw new HttpProblem(400, "body", `the body is not JSON: ${(cause as Error).message}`);
    });
    const receipt = parseReceipt(json);
    const signal = c.get("signal");
    const verification = await results.gate.through(signal, () => ws.verify(receipt, { signal }));
    return c.body(jsonText(verification), 200, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    });
  });
};
