import { openWorkspace } from "@tightrope/core";

// Run in a child process by crash.test.ts, which kills it: loads the file given and says so.
const [folder, file] = process.argv.slice(2) as [string, string];
const workspace = await openWorkspace(folder);
process.send?.("ready");
await workspace.load("baci", [file]);
await workspace.close();
process.send?.("loaded");
process.disconnect();
