import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { parseReceipt, ReceiptError, UsageError } from "@tightrope/core";
import type { Command } from "../command.ts";
import { withWorkspace } from "../open.ts";

export default {
  name: "verify",
  summary: "run a receipt again and say whether the same result comes out",
  usage: "FILE (the JSON that run printed; - for standard input)",
  options: { format: { type: "string", value: "FORMAT", description: "text (default) or json" } },
  examples: [
    "tightrope run partner-share --reporter RUS --partner CHN --format json > share.json && tightrope verify share.json",
  ],
  async run({ values, positionals, terminal }) {
    const [path] = positionals;
    if (!path || positionals.length > 1)
      throw new UsageError(
        "verify needs one file: the JSON that tightrope run printed, or - for standard input",
      );
    const text = await (path === "-" ? textOf(process.stdin) : readFile(path, "utf8")).catch((cause) => {
      throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`, { cause });
    });
    const receipt = parseReceipt(jsonOf(text, path));
    const verification = await withWorkspace(
      values,
      (workspace) => workspace.verify(receipt, { signal: terminal.signal }),
      { readOnly: true },
    );
    if (values.format === "json") terminal.out(`${JSON.stringify(verification, null, 1)}\n`);
    else terminal.out(`${verification.findings.join("\n")}\n`);
    return verification.same ? 0 : 3;
  },
} satisfies Command;

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ReceiptError(`not a receipt: ${path} is not JSON`, { cause });
  }
}
