import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import {
  type NamedReceipt,
  parseReceipts,
  ReceiptError,
  UsageError,
  type Verification,
} from "@tightrope/core";
import type { Command } from "../command.ts";
import { withWorkspace } from "../open.ts";

export default {
  name: "verify",
  summary: "run receipts again and say whether the same results come out",
  usage: "FILE (the JSON that run or check printed; - for standard input)",
  details: "A check report has a receipt for each reading; status 3 when any of them gives another result.",
  options: { format: { type: "string", value: "FORMAT", description: "text (default) or json" } },
  examples: [
    "tightrope run partner-share --reporter RUS --partner CHN --format json > share.json && tightrope verify share.json",
    "tightrope check --format json > report.json && tightrope verify report.json",
  ],
  async run({ values, positionals, terminal }) {
    const [path] = positionals;
    if (!path || positionals.length > 1)
      throw new UsageError(
        "verify needs one file: the JSON that tightrope run or check printed, or - for standard input",
      );
    const text = await (path === "-" ? textOf(process.stdin) : readFile(path, "utf8")).catch((cause) => {
      throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`, { cause });
    });
    const receipts = parseReceipts(jsonOf(text, path));
    const verified = await withWorkspace(
      { values, terminal },
      async (workspace) => {
        const all: (Omit<NamedReceipt, "receipt"> & Verification)[] = [];
        for (const { receipt, ...name } of receipts)
          all.push({ ...name, ...(await workspace.verify(receipt, { signal: terminal.signal })) });
        return all;
      },
      { readOnly: true },
    );
    const alone = verified.length === 1 && verified[0]?.claim === undefined ? verified[0] : undefined;
    if (values.format === "json") terminal.out(`${JSON.stringify(alone ?? verified, null, 1)}\n`);
    else if (alone) terminal.out(`${alone.findings.join("\n")}\n`);
    else {
      const differing = verified.filter((v) => !v.same).length;
      for (const { claim, reading, findings } of verified)
        terminal.out(`${claim}, ${reading}: ${findings.join("; ")}\n`);
      terminal.out(
        `${verified.length} readings: ${verified.length - differing} same, ${differing} different\n`,
      );
    }
    return verified.every((v) => v.same) ? 0 : 3;
  },
} satisfies Command;

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ReceiptError(`not a receipt: ${path} is not JSON`, { cause });
  }
}
