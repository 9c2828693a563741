import type { Command } from "../command.ts";
import { withWorkspace } from "../open.ts";

export default {
  name: "gc",
  summary: "remove older snapshots and the files only they need",
  usage: "",
  options: {},
  examples: ["tightrope gc -w demo"],
  async run({ values, terminal }) {
    const freed = await withWorkspace({ values, terminal }, (workspace) => workspace.gc());
    terminal.out(
      `${freed.snapshots} older snapshots and ${freed.files} files removed, ${(freed.bytes / 1e6).toFixed(1)} MB freed; permalinks to them no longer answer\n`,
    );
    return 0;
  },
} satisfies Command;
