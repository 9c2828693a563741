export { cli } from "./cli.ts";
export type { Command, Terminal } from "./command.ts";
export { commands } from "./commands/index.ts";
