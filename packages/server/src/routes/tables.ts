import {
  allTables,
  csvCell,
  type Frame,
  jsonRow,
  resolveCountry,
  tableCoverage,
  tableOf,
  tableRows,
  toRows,
  version,
  type Withheld,
  withheldRows,
} from "@tightrope/core";
import type { AppContext, Routes } from "../context.ts";
import { etagOfText } from "../etag.ts";
import { wholeOf } from "../query.ts";
import { jsonText, respond, streamed } from "../respond.ts";
import { stateOf } from "../snapshot.ts";

/** Up to so many rows are collected and kept; more are streamed. */
const WHOLE = 2000;
const OWN = new Set(["snapshot", "limit", "offset"]);

/** `/v1/tables`, and of each table its definition, its rows and its coverage calendar. */
export const tableRoutes: Routes = (app, services) => {
  const { ws, settings, results, bodies } = services;

  app.get("/v1/tables", async (c) => {
    const held = new Map((await ws.tables()).map((t) => [t.name, t]));
    const text = jsonText({
      tables: allTables.map((t) => ({ ...summary(t.name), ...pick(held.get(t.name)) })),
    });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/tables/:name", async (c) => {
    const table = tableOf(c.req.param("name"));
    const held = (await ws.tables()).find((t) => t.name === table.name);
    const text = jsonText({
      ...summary(table.name),
      ...pick(held),
      key: table.key,
      columns: Object.entries(table.columns).map(([name, column]) => ({ name, ...column })),
    });
    return respond(c, services, { type: "application/json", etag: etagOfText(text), body: () => text });
  });

  app.get("/v1/tables/:name/coverage", async (c) => {
    const { name } = tableOf(c.req.param("name"));
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const asked = c.req.query("country");
    const country = asked ? resolveCountry(asked) : undefined;
    const signal = c.get("signal");
    const etag = etagOfText(`coverage ${name} ${state.snapshot} ${country ?? ""} ${version}`);
    return respond(c, services, {
      type: "application/json",
      etag,
      pinned,
      body: () =>
        bodies.make(etag, signal, (shared) =>
          results.gate.through(shared, async () =>
            jsonText(
              await tableCoverage(ws, name, {
                snapshot: state.snapshot,
                signal: shared,
                ...(country ? { country } : {}),
              }),
            ),
          ),
        ),
    });
  });

  const rows = (form: "json" | "csv") => async (c: AppContext) => {
    const table = tableOf(c.req.param("name") as string);
    const { state, pinned } = await stateOf(ws, c.req.query("snapshot"));
    const limit = wholeOf(c, "limit", { min: 1, max: settings.maxRows, otherwise: 1000 });
    const offset = wholeOf(c, "offset", { min: 0, max: 1e12, otherwise: 0 });
    const where = Object.fromEntries([...new URL(c.req.url).searchParams].filter(([name]) => !OWN.has(name)));
    const signal = c.get("signal");
    const columns = Object.keys(table.columns);
    // Rows are the published data themselves, so only a server that may export gives closed ones as a file. Refused
    // rows are no figures but what to mend in one's own file: who may see them may take them.
    const includeRestricted =
      settings.restricted === "export" ||
      (settings.restricted === "view" && (form === "json" || table.name === "quarantine"));
    const pieces = async (signal: AbortSignal) => {
      const frames = await tableRows(ws, table.name, {
        where,
        limit,
        offset,
        snapshot: state.snapshot,
        signal,
        includeRestricted,
      });
      return form === "csv" ? csvOf(columns, frames) : jsonOf(table.name, state.snapshot, columns, frames);
    };
    const held = await withheldRows(ws, table.name, {
      where,
      snapshot: state.snapshot,
      signal,
      includeRestricted,
    });
    const asked = [table.name, state.tables[table.name] ?? [], where, limit, offset, form, includeRestricted];
    const etag = etagOfText(JSON.stringify([...asked, version]));
    const key = `${etag} ${state.snapshot}`;
    return respond(c, services, {
      type: form === "csv" ? "text/csv; charset=utf-8" : "application/json",
      etag,
      key,
      pinned,
      filename: `${table.name}.${form}`,
      ...(held.rows > 0 ? { headers: { "X-Withheld-Rows": withheldText(held) } } : {}),
      // What fails at once still has its status: the first piece is there before the head is sent.
      body: async () =>
        limit > WHOLE
          ? streamed(await started(await pieces(signal)), signal)
          : bodies.make(key, signal, (shared) =>
              results.gate.through(shared, async () => joined(await pieces(shared))),
            ),
    });
  };
  app.get("/v1/tables/:name/rows", rows("json"));
  app.get("/v1/tables/:name/rows.json", rows("json"));
  app.get("/v1/tables/:name/rows.csv", rows("csv"));
};

/** `16 of 40 rows withheld by licence: agreements`, in the letters a header may hold. */
function withheldText({ rows, of, sources }: Withheld): string {
  return `${rows} of ${of} rows withheld by licence: ${sources.join(", ")}`.replace(/[^\x20-\x7e]/g, "?");
}

function summary(name: string) {
  const { title, description } = tableOf(name);
  return { name, title, description };
}

function pick(
  held: { rows: number; files: number; bytes: number; hash: string; sources: string[] } | undefined,
) {
  return held
    ? { rows: held.rows, files: held.files, bytes: held.bytes, hash: held.hash, sources: held.sources }
    : { rows: 0, files: 0, bytes: 0, hash: null, sources: [] };
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join("");
}

async function* csvOf(columns: readonly string[], frames: AsyncIterable<Frame>): AsyncGenerator<string> {
  yield `${columns.map(csvCell).join(",")}\n`;
  for await (const frame of frames)
    yield toRows(frame)
      .map((row, i) => `${columns.map((c) => exactCell(frame, c, i) ?? csvCell(row[c])).join(",")}\n`)
      .join("");
}

/** All digits of a stored number that a double would round. */
function exactCell(frame: Frame, name: string, row: number): string | undefined {
  return frame.columns.find((c) => c.name === name)?.exact?.get(row);
}

async function* jsonOf(
  table: string,
  snapshot: string,
  columns: readonly string[],
  frames: AsyncIterable<Frame>,
): AsyncGenerator<string> {
  yield `{\n "table": ${JSON.stringify(table)},\n "snapshot": "${snapshot}",\n "columns": ${JSON.stringify(columns)},\n "rows": [`;
  let before = "\n";
  for await (const frame of frames) {
    if (frame.length === 0) continue;
    yield before +
      toRows(frame)
        .map((row) => `  ${jsonRow(columns, row)}`)
        .join(",\n");
    before = ",\n";
  }
  yield "\n ]\n}\n";
}

/** Two pieces are asked for ahead: the head, and the first rows, with which the query has begun to answer. */
async function started(pieces: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const head = await pieces.next();
  const first = await pieces.next();
  return (async function* () {
    try {
      if (!head.done) yield head.value;
      if (!first.done) yield first.value;
      yield* pieces;
    } finally {
      await pieces.return(undefined);
    }
  })();
}
