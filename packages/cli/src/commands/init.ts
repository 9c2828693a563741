import { initWorkspace, openCase, UsageError } from "@tightrope/core";
import type { Command } from "../command.ts";
import { casesFolder, engineOptions, openEngineOf, sayFallbacks } from "../open.ts";
import { progressBar } from "../progress.ts";

export default {
  name: "init",
  summary: "make a workspace, empty or with a case that ships",
  usage: "DIR [--case NAME]",
  options: {
    case: { type: "string", value: "NAME", description: "load the figures of a case, e.g. china-russia" },
  },
  examples: ["tightrope init figures", "tightrope init demo --case china-russia"],
  async run({ values, positionals, terminal }) {
    const [folder] = positionals;
    if (!folder || positionals.length > 1) throw new UsageError("init needs one folder: tightrope init DIR");
    const chosen = values.case === undefined ? undefined : await openCase(casesFolder, String(values.case));
    const duckdb = engineOptions(values);
    const engine = await openEngineOf(values);
    const workspace = await initWorkspace(folder, {
      ...(duckdb ? { duckdb } : {}),
      ...(engine ? { engine } : {}),
    });
    const bar = progressBar(terminal, "loading");
    try {
      await sayFallbacks(workspace, { values, terminal });
      for (const [n, step] of (chosen?.load ?? []).entries())
        await workspace.load(step.source, step.files, step.options, {
          retrieved: step.retrieved,
          progress: (f, doing) =>
            bar.update((n + f) / (chosen?.load.length ?? 1), `${step.source}: ${doing}`),
        });
    } finally {
      bar.stop();
      await workspace.close();
    }
    if (!values.quiet) {
      terminal.err(
        `workspace made: ${workspace.folder}${chosen ? ` with the case ${chosen.name} (${chosen.load.length} loads)` : ""}\n`,
      );
      terminal.err(
        chosen
          ? `next: tightrope check -w ${folder}\n`
          : `next: tightrope load SOURCE FILE -w ${folder} (tightrope sources lists them)\n`,
      );
    }
    return 0;
  },
} satisfies Command;
