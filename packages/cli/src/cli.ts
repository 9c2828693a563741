import { parseArgs } from "node:util";
import {
  asFileError,
  nearestName,
  TightropeError,
  UnknownNameError,
  UsageError,
  version,
} from "@tightrope/core";
import {
  COMMON,
  type Command,
  type CommandOption,
  type Invocation,
  parseConfig,
  type Terminal,
} from "./command.ts";
import { commands } from "./commands/index.ts";
import { generalHelp, helpOf } from "./help.ts";

/** Exit statuses: 0, 1 (a claim fails), 2 (usage), 3 (data), 70 (our fault), 130 (interrupted). */
const STATUS: Readonly<Record<TightropeError["code"], number>> = {
  usage: 2,
  "unknown-name": 2,
  data: 3,
  workspace: 3,
  locked: 3,
  "missing-data": 3,
  engine: 3,
  restricted: 3,
  receipt: 3,
  model: 3,
  fetch: 3,
  file: 3,
  cancelled: 130,
  internal: 70,
};

/** Runs one command line and returns its exit status; never throws. */
export async function cli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const debug = argv.includes("--debug");
  try {
    return await dispatch(argv, terminal);
  } catch (thrown) {
    const error = asFileError(thrown) ?? thrown;
    if (terminal.signal.aborted) {
      terminal.err("interrupted: nothing was changed by the step that was running\n");
      return 130;
    }
    const known = error instanceof TightropeError;
    const message = error instanceof Error ? error.message : String(error);
    terminal.err(
      known
        ? `tightrope: ${message}\n`
        : `tightrope: unexpected fault: ${message} (run again with --debug and report it)\n`,
    );
    if (debug && error instanceof Error)
      terminal.err(
        `${error.stack}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ""}`,
      );
    return known ? STATUS[error.code] : 70;
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === "--version" || first === "-V") {
    terminal.out(`${version}\n`);
    return 0;
  }
  if (
    first === undefined ||
    first === "--help" ||
    first === "-h" ||
    (first === "help" && rest.length === 0)
  ) {
    terminal.out(await generalHelp());
    return first === undefined ? 2 : 0;
  }
  const name = first === "help" ? (rest[0] as string) : first;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new UnknownNameError("command", name, nearestName(name, Object.keys(commands)));
  const command = (await load()).default;
  if (first === "help") {
    terminal.out(await helpOf(command, []));
    return 0;
  }
  const invocation = await parse(command, rest, terminal);
  if (invocation.values.help) {
    terminal.out(await helpOf(command, invocation.positionals));
    return 0;
  }
  return command.run(invocation);
}

async function parse(command: Command, args: readonly string[], terminal: Terminal): Promise<Invocation> {
  const fixed = { ...COMMON, ...command.options };
  const asksHelp = args.includes("--help") || args.includes("-h");
  const positionals = command.optionsFor ? loose(args, fixed) : [];
  const own =
    command.optionsFor && !(asksHelp && positionals.length === 0)
      ? await command.optionsFor(positionals)
      : {};
  const options: Record<string, CommandOption> = { ...own, ...fixed };
  try {
    const parsed = parseArgs({
      args: [...args],
      options: parseConfig(options),
      allowPositionals: true,
      strict: true,
    });
    return { values: parsed.values as Invocation["values"], positionals: parsed.positionals, terminal };
  } catch (error) {
    throw new UsageError(parseMessage(error as Error, command, options), { cause: error });
  }
}

/** Positionals without knowing every option: an unknown `--name` takes the next word as its value. */
function loose(args: readonly string[], known: Readonly<Record<string, CommandOption>>): string[] {
  const found: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    if (!word.startsWith("-") || word === "-") {
      found.push(word);
      continue;
    }
    const name = word.replace(/^--?/, "").split("=")[0] as string;
    const option = known[name] ?? Object.values(known).find((o) => o.short === name);
    if (!word.includes("=") && option?.type !== "boolean") i++;
  }
  return found;
}

function parseMessage(
  error: Error,
  command: Command,
  options: Readonly<Record<string, CommandOption>>,
): string {
  const unknown = /Unknown option '-{1,2}([^']+)'/.exec(error.message)?.[1];
  if (unknown) {
    const near = nearestName(unknown, Object.keys(options));
    return `unknown option of ${command.name}: --${unknown} (${near.length > 0 ? `did you mean --${near.join(" or --")}?` : `see tightrope ${command.name} --help`})`;
  }
  return `${command.name}: ${(error.message.split("\n")[0] as string).toLowerCase().replace(/\.$/, "")}`;
}
