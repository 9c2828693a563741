import { spawn } from "node:child_process";
import { UsageError } from "@tightrope/core";
import { serve } from "@tightrope/server";
import type { Command } from "../command.ts";
import { casesFolder, open, sayFallbacks } from "../open.ts";

export default {
  name: "serve",
  summary: "serve the explorer and the HTTP API on this machine",
  usage: "[--port N] [--open] [--engine URL]",
  options: {
    port: { type: "string", value: "N", description: "port (default 4747; 0 for any free one)" },
    host: { type: "string", value: "ADDRESS", description: "address to listen on (default 127.0.0.1)" },
    token: {
      type: "string",
      value: "TOKEN",
      description: "ask for this bearer token (else $TIGHTROPE_TOKEN)",
    },
    restricted: {
      type: "string",
      value: "POLICY",
      description:
        "data that may not be passed on: refuse, view or export (default view on this machine, refuse for others)",
    },
    cors: {
      type: "string",
      value: "ORIGIN",
      multiple: true,
      description: "a site whose pages may read answers, e.g. https://example.org (default none)",
    },
    open: { type: "boolean", description: "open the explorer in the browser" },
  },
  examples: [
    "tightrope serve -w demo --open",
    "tightrope serve --port 0 --token secret",
    "tightrope serve --engine trino://you@host:8080/tightrope --cors https://example.org --restricted refuse",
  ],
  async run({ values, terminal }) {
    const port = Number(values.port ?? 4747);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new UsageError(`--port is ${values.port}: write a number from 0 to 65535`);
    const restricted = values.restricted === undefined ? undefined : policyOf(String(values.restricted));
    const cors = ((values.cors as readonly string[] | undefined) ?? []).map(originOf);
    const workspace = await open(values, { readOnly: true });
    const token = (values.token as string | undefined) ?? process.env.TIGHTROPE_TOKEN;
    const server = await serve({
      workspace,
      port,
      cases: casesFolder,
      host: String(values.host ?? "127.0.0.1"),
      ...(token ? { token } : {}),
      ...(restricted ? { restricted } : {}),
      ...(cors.length > 0 ? { cors } : {}),
    });
    terminal.err(`explorer: ${server.url}\napi:      ${server.url}/docs\nstop with ctrl-c\n`);
    await sayFallbacks(workspace, { values, terminal });
    if (values.open) {
      // The browser comes when the verdicts are at hand, not to an empty page.
      await server.warm;
      openBrowser(server.url);
    }
    await new Promise<void>((done) =>
      terminal.signal.addEventListener("abort", () => done(), { once: true }),
    );
    await server.close();
    await workspace.close();
    return 0;
  },
} satisfies Command;

const POLICIES = ["refuse", "view", "export"] as const;

function policyOf(text: string): (typeof POLICIES)[number] {
  const found = POLICIES.find((p) => p === text);
  if (!found) throw new UsageError(`--restricted is ${text}: write refuse, view or export`);
  return found;
}

/** A browser names a site by scheme, host and port, without a path. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, ""))
    throw new UsageError(`--cors is ${text}: write an origin such as https://example.org`);
  return url.origin;
}

function openBrowser(url: string): void {
  const program =
    process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  spawn(program, [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}
