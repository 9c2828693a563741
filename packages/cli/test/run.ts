import { cli } from "../src/cli.ts";

/** Runs a command as somebody does whose output is no terminal. Bytes come back as Latin-1 text. */
export function run(...argv: string[]) {
  return runUntil(new AbortController().signal, ...argv);
}

/** The same, by somebody who stops it (Ctrl-C) when the signal says so. */
export async function runUntil(signal: AbortSignal, ...argv: string[]) {
  let [out, err] = ["", ""];
  const status = await cli(argv, {
    out: (t) => {
      out += typeof t === "string" ? t : Buffer.from(t).toString("latin1");
    },
    err: (t) => {
      err += t;
    },
    interactive: false,
    progress: false,
    colour: false,
    width: 120,
    signal,
  });
  return { status, out, err };
}
