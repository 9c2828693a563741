import { COMMON, type Command, type CommandOption } from "./command.ts";
import { commands } from "./commands/index.ts";

/** The list of commands. */
export async function generalHelp(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async (load) => (await load()).default));
  const width = Math.max(...all.map((c) => c.name.length));
  return [
    "tightrope: measure how countries depend on each other, and check what is said about it",
    "",
    "Commands:",
    ...all.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    "",
    "Start with: tightrope init demo --case china-russia && tightrope check -w demo",
    "Help of a command: tightrope COMMAND --help",
    "",
  ].join("\n");
}

/** Usage, options and examples of one command. */
export async function helpOf(command: Command, positionals: readonly string[]): Promise<string> {
  const own = (await command.optionsFor?.(positionals).catch(() => ({}))) ?? {};
  return [
    `tightrope ${command.name}: ${command.summary}`,
    "",
    `Usage: tightrope ${command.name} ${command.usage}`.trimEnd(),
    ...(command.details ? ["", command.details] : []),
    ...section(positionals.length > 0 ? `Parameters of ${positionals[0]}` : "Parameters", own),
    ...section("Options", command.options),
    ...section("Everywhere", COMMON),
    "",
    "Examples:",
    ...command.examples.map((e) => `  ${e}`),
    "",
  ].join("\n");
}

function section(title: string, options: Readonly<Record<string, CommandOption>>): string[] {
  const names = Object.entries(options).map(([name, o]) => [
    `${o.short ? `-${o.short}, ` : ""}--${name}${o.type === "string" ? ` ${o.value ?? "VALUE"}` : ""}`,
    o.description,
  ]);
  if (names.length === 0) return [];
  const width = Math.min(34, Math.max(...names.map(([n]) => (n as string).length)));
  return ["", `${title}:`, ...names.map(([n, d]) => `  ${(n as string).padEnd(width)}  ${d}`)];
}
