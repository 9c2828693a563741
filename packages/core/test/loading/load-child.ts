import { openWorkspace } from "../../src/workspace.ts";

// Bundled and run in child processes by crash.test.ts, which kills them: loads the file given and says so.
const [folder, file] = process.argv.slice(2) as [string, string];
const workspace = await openWorkspace(folder);
process.send?.("ready");
await workspace.load("baci", [file]);
await workspace.close();
process.send?.("loaded");
process.disconnect();
