import { join } from "node:path";
import { indicatorsByName, toJson } from "@tightrope/core";
import { createApp, type LogEntry } from "@tightrope/server";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixture, type TestWorkspace, testWorkspace } from "./workspace.ts";

const SHARE = "/v1/indicators/partner-share";
const PAIR = "reporter=RUS&partner=CHN";

const collaboration = indicatorsByName.get("collaboration-share");
const EMPTY = `/v1/indicators/collaboration-share?${new URLSearchParams(collaboration?.example as Record<string, string>)}`;

let test: TestWorkspace;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  test = await testWorkspace();
  app = createApp(test.ws, { cases: join(test.folder, "cases"), web: join(test.folder, "none") });
});
afterAll(() => test.close());

const json = async (path: string, init?: RequestInit) => (await app.request(path, init)).json();

describe("an indicator's route", () => {
  it("answers with the bytes the command line prints", async () => {
    const response = await app.request(`${SHARE}?${PAIR}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(
      toJson(await test.ws.run("partner-share", { reporter: "RUS", partner: "CHN" })),
    );
  });

  it("gives the shares computed by hand, with finding, chart and receipt", async () => {
    const answer = await json(`${SHARE}?reporter=Russia&partner=156`);
    expect(answer.rows.map((r: { share: number }) => r.share)).toEqual([0.3, 0.4]);
    expect(answer.finding).toBe("China supplied 40.0\u202f% of Russia's imports in 2022");
    expect(answer.chart.kind).toBe("line");
    expect(answer.receipt.parameters).toMatchObject({ reporter: "RUS", partner: "CHN" });
    expect(Object.keys(answer)).toEqual([
      "indicator",
      "title",
      "parameters",
      "columns",
      "rows",
      "coverage",
      "receipt",
      "finding",
      "chart",
    ]);
  });

  it("comes in every format beside it, each with its type", async () => {
    const get = async (suffix: string) => {
      const response = await app.request(`${SHARE}.${suffix}?${PAIR}`);
      expect(response.status, suffix).toBe(200);
      return {
        type: response.headers.get("Content-Type"),
        bytes: new Uint8Array(await response.arrayBuffer()),
      };
    };
    const text = async (suffix: string) => new TextDecoder().decode((await get(suffix)).bytes);
    expect(await text("json")).toContain('"share": 0.4');
    const [head = "", , second = ""] = (await text("csv")).split("\n").map((line) => line.split(","));
    expect(second[head.indexOf("share")]).toBe("0.4");
    expect(second[head.indexOf("value_usd")]).toBe("400000");
    expect(await text("md")).toContain("## China supplied 40.0\u202f%");
    expect(await text("sdmx.csv")).toContain("TIME_PERIOD");
    expect(JSON.parse(await text("metadata.json")).columns.share.unit).toBe("share (0 to 1)");
    const arrow = await get("arrow");
    expect(arrow.type).toBe("application/vnd.apache.arrow.file");
    expect([...tableFromIPC(arrow.bytes).getChild("share")!]).toEqual([0.3, 0.4]);
    const parquet = await get("parquet");
    expect(String.fromCharCode(...parquet.bytes.slice(0, 4))).toBe("PAR1");
    expect(await text("svg")).toMatch(/^<(\?xml|svg)/);
    const png = await get("png");
    expect([...png.bytes.slice(1, 4)]).toEqual([...new TextEncoder().encode("PNG")]);
    expect(png.type).toBe("image/png");
  });

  it("is a 304 for who has it already, in that format, and stays one when other data are loaded", async () => {
    const other = await testWorkspace([2021]);
    try {
      const grown = createApp(other.ws);
      const url = `${SHARE}?${PAIR}&from=2021&to=2021`;
      const first = await grown.request(url);
      const etag = first.headers.get("ETag") as string;
      const { receipt } = await first.json();
      expect((await grown.request(url, { headers: { "If-None-Match": `"x", ${etag}` } })).status).toBe(304);
      const csv = await grown.request(url.replace("?", ".csv?"), { headers: { "If-None-Match": etag } });
      expect(csv.status).toBe(200);
      await other.ws.load("baci", [fixture(2022)], {}, { retrieved: "2024-02-01" });
      expect((await grown.request(url, { headers: { "If-None-Match": etag } })).status).toBe(304);
      const wider = await grown.request(`${SHARE}?${PAIR}`, { headers: { "If-None-Match": etag } });
      expect((await wider.json()).rows).toHaveLength(2);
      const pinned = await grown.request(`${SHARE}?${PAIR}&snapshot=${receipt.snapshot}`);
      expect(pinned.headers.get("Cache-Control")).toContain("max-age=3600");
      const then = await pinned.json();
      expect(then.rows).toHaveLength(1);
      expect(then.receipt.snapshot).toBe(receipt.snapshot);
    } finally {
      await other.close();
    }
  });

  it("links to its permalink", async () => {
    const first = await app.request(`${SHARE}?${PAIR}`);
    const permalink = /<([^>]+)>; rel="canonical"/.exec(first.headers.get("Link") ?? "")?.[1] as string;
    expect(permalink).toContain("snapshot=");
    expect(await (await app.request(permalink)).text()).toBe(await first.text());
  });

  it("answers HEAD without a body", async () => {
    const response = await app.request(`${SHARE}?${PAIR}`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });
});

describe("problems", () => {
  const cases: [string, string, number, string, RegExp][] = [
    ["an unknown country", `${SHARE}?reporter=RUSS&partner=CHN`, 400, "unknown-name", /did you mean RUS\?/],
    ["a missing parameter", `${SHARE}?reporter=RUS`, 400, "usage", /partner/],
    ["an unknown parameter", `${SHARE}?${PAIR}&flwo=imports`, 400, "usage", /did you mean flow\?/],
    ["a parameter given twice", `${SHARE}?${PAIR}&reporter=CHN`, 400, "usage", /reporter/],
    ["a prototype as parameter", `${SHARE}?${PAIR}&__proto__=x`, 400, "usage", /__proto__/],
    [
      "an unknown indicator",
      "/v1/indicators/partner-shar",
      404,
      "unknown-name",
      /did you mean partner-share\?/,
    ],
    ["an unknown format", `${SHARE}.xlsx?${PAIR}`, 404, "not-found", /\.parquet/],
    ["an unknown snapshot", `${SHARE}?${PAIR}&snapshot=00000000`, 404, "unknown-name", /snapshot/],
    ["a malformed snapshot", `${SHARE}?${PAIR}&snapshot=../..`, 400, "usage", /hexadecimal/],
    ["a chart too wide", `${SHARE}.svg?${PAIR}&chart.width=99999`, 400, "usage", /320 to 1600/],
    ["an empty table", EMPTY, 422, "missing-data", /load/],
    ["an unknown table", "/v1/tables/trad", 404, "unknown-name", /did you mean trade\?/],
    ["an unknown column", "/v1/tables/trade/rows?exprter=RUS", 400, "unknown-name", /exporter/],
    ["a period that is none", "/v1/tables/trade/rows?period=2022-02-31", 400, "usage", /date/],
    ["a negative offset", "/v1/tables/trade/rows?offset=-1", 400, "usage", /whole number/],
    ["an unknown case", "/v1/claims/none", 404, "unknown-name", /case/],
    ["an unknown claim", "/v1/claims/small/none", 404, "unknown-name", /claim/],
    ["an unknown source", "/v1/sources/none", 404, "unknown-name", /source/],
    ["nothing there", "/v2", 404, "not-found", /\/v2/],
    ["a source no row is from", `${SHARE}?${PAIR}&source=bacci`, 400, "unknown-name", /did you mean baci\?/],
    ["a range that ends before it begins", `${SHARE}?${PAIR}&from=2023&to=2020`, 400, "usage", /is after to/],
    [
      "a country as its own partner",
      `${SHARE}?reporter=CHN&partner=CHN`,
      400,
      "usage",
      /partner CHN is the reporter itself/,
    ],
    [
      "SQL for a country in a table",
      "/v1/tables/trade/rows?exporter=CHN%27;drop%20view%20trade",
      400,
      "unknown-name",
      /unknown country: CHN';drop view trade/,
    ],
    ["an address too long", `${SHARE}?reporter=${"x".repeat(9000)}`, 414, "too-large", /longer/],
  ];
  it.each(cases)("say what is wrong with %s", async (_, path, status, code, detail) => {
    const response = await app.request(path);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    const problem = await response.json();
    expect(response.status, problem.detail).toBe(status);
    expect(problem).toMatchObject({ status, code, type: `/docs#problem-${code}` });
    expect(problem.detail).toMatch(detail);
    expect(problem.instance).toBe(`urn:request:${response.headers.get("X-Request-Id")}`);
  });

  it("name the methods of a resource that was asked with another", async () => {
    for (const [method, path, allow] of [
      ["POST", "/v1/tables", "GET, HEAD"],
      ["DELETE", `${SHARE}?${PAIR}`, "GET, HEAD"],
      ["PUT", "/v1/tables/trade/rows", "GET, HEAD"],
      ["GET", "/v1/receipts/verify", "POST"],
      ["POST", "/healthz", "GET, HEAD"],
    ] as const) {
      const response = await app.request(path, { method });
      expect(response.status, `${method} ${path}`).toBe(405);
      expect(response.headers.get("Allow")).toBe(allow);
      expect((await response.json()).detail).toContain(`use ${allow}`);
    }
    expect((await app.request("/v1/none", { method: "POST" })).status).toBe(404);
  });

  it("are a page for a browser that asked for one, and JSON for everybody else", async () => {
    const path = "/v1/none/<script>";
    const response = await app.request(path, {
      headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    expect(page).toContain("<h1>Nothing here</h1>");
    expect(page).not.toContain("<script>");
    const plain = await app.request(path, { headers: { Accept: "*/*" } });
    expect(plain.headers.get("Content-Type")).toBe("application/problem+json");
  });

  it("say nothing of ours when something breaks inside, and log it", async () => {
    const entries: LogEntry[] = [];
    const broken = createApp(
      Object.assign(Object.create(test.ws), {
        state: () => Promise.reject(new Error(`secret at ${test.ws.folder}`)),
      }),
      { log: (entry) => entries.push(entry) },
    );
    const response = await broken.request(`${SHARE}?${PAIR}`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|at .*\.ts/);
    expect(String(entries[0]?.error)).toContain("secret");
  });

  it("refuse an answer with too many rows", async () => {
    const small = createApp(test.ws, { maxRows: 1 });
    const response = await small.request(`${SHARE}?${PAIR}`);
    expect(response.status).toBe(413);
    expect((await response.json()).detail).toBe(
      "the answer has 2 rows, and this server gives at most 1: narrow the question",
    );
  });

  it("refuse a body too large and one that is no JSON", async () => {
    const small = createApp(test.ws, { maxBody: 100 });
    const post = (to: typeof small, body: string) =>
      to.request("/v1/receipts/verify", {
        method: "POST",
        body,
        headers: { "Content-Length": String(body.length) },
      });
    expect((await post(small, "x".repeat(101))).status).toBe(413);
    const response = await post(small, "{");
    expect(response.status).toBe(400);
    expect((await response.json()).code).toBe("body");
    expect((await (await post(small, "{}")).json()).code).toBe("receipt");
  });
});

describe("no parameter of any indicator", () => {
  const ATTACKS = [
    "'; drop view trade; --",
    "RUS' or '1'='1",
    "\"; attach '/etc/passwd' as x; --",
    "1) union select * from read_csv('/etc/passwd') --",
    "%' escape '",
    "\u0000",
    "../../../etc/passwd",
  ];
  /** Words for people, which may be any: a label beside a published value, part of the name of a step. */
  const ANY_TEXT = ["difference against_label", "chip-supply-chain step"];
  it.each([...indicatorsByName.values()].map((i) => [i.name, i] as const))(
    "of %s is read as SQL; what cannot be meant is refused",
    async (name, indicator) => {
      for (const parameter of Object.keys(indicator.params.shape))
        for (const attack of ATTACKS) {
          const query = new URLSearchParams({
            ...(indicator.example as Record<string, string>),
            [parameter]: attack,
          });
          const response = await app.request(`/v1/indicators/${name}?${query}`);
          const body = await response.text();
          const refused = [400, 404, 422];
          const may = ANY_TEXT.includes(`${name} ${parameter}`) ? [200, ...refused] : refused;
          expect(may, `${name} ${parameter} ${attack}: ${body.slice(0, 300)}`).toContain(response.status);
          expect(body).not.toContain("root:");
        }
      expect((await json(`${SHARE}?${PAIR}`)).rows).toHaveLength(2);
    },
  );

  it.each([
    [
      "collaboration",
      { field: "tech:quantom" },
      400,
      /unknown technology: tech:quantom .did you mean quantum/,
    ],
    ["collaboration", { field: "99" }, 400, /unknown field: 99/],
    ["affinity", { source: "coautorship" }, 400, /unknown source: coautorship .did you mean coauthorship/],
    ["collaboration-rank", { bloc: "natoo" }, 400, /unknown bloc: natoo .did you mean nato/],
    ["leadership", { from: "2023", to: "2020" }, 400, /leadership: from 2023 is after to 2020/],
    [
      "collaboration",
      { country: "CHN", partner: "China" },
      400,
      /collaboration: partner CHN is the country itself/,
    ],
    ["affinity", { country: "CHN", partner: "RUS,CHN" }, 400, /affinity: partner CHN is the country itself/],
    [
      "bilateral-trade",
      { from: "2023-02", to: "2022" },
      400,
      /bilateral-trade: from 2023-02-01 is after to 2022-12-31/,
    ],
  ] as const)("of %s is taken for another when it is %j", async (name, wrong, status, text) => {
    const example = indicatorsByName.get(name)?.example as Record<string, string>;
    const response = await app.request(
      `/v1/indicators/${name}?${new URLSearchParams({ ...example, ...wrong })}`,
    );
    const body = await response.text();
    expect(body).toMatch(text);
    expect(response.status).toBe(status);
  });

  it("and no column of a table either", async () => {
    for (const column of ["source", "period", "value_usd", "exporter", "x' or 1=1 --"])
      for (const attack of ATTACKS) {
        const response = await app.request(
          `/v1/tables/trade/rows?${new URLSearchParams({ [column]: attack })}`,
        );
        expect(column === "source" ? [200, 400] : [400], `${column} ${attack}`).toContain(response.status);
        if (response.status === 200) expect((await response.json()).rows).toEqual([]);
      }
    expect((await json("/v1/tables/trade")).rows).toBe(66);
  });
});

describe("the other resources", () => {
  it("list indicators with their parameters as a form needs them", async () => {
    const { indicators } = await json("/v1/indicators");
    expect(indicators.map((i: { name: string }) => i.name)).toEqual([...indicatorsByName.keys()]);
    const share = indicators.find((i: { name: string }) => i.name === "partner-share");
    expect(share.available).toBe(true);
    const find = (name: string) => share.parameters.find((p: { name: string }) => p.name === name);
    expect(find("reporter")).toMatchObject({ kind: "country", required: true });
    expect(find("flow")).toMatchObject({
      kind: "choice",
      default: "imports",
      choices: ["imports", "exports"],
    });
    expect(find("min_partners")).toMatchObject({
      kind: "number",
      unit: "partners",
      minimum: 1,
      maximum: 300,
    });
  });

  it("give every indicator a name for each parameter that the server does not use itself", () => {
    for (const indicator of indicatorsByName.values())
      for (const name of Object.keys(indicator.params.shape)) expect(name).not.toMatch(/^(snapshot|chart\.)/);
  });

  it("give sources with licence and loads", async () => {
    const baci = await json("/v1/sources/baci");
    expect(baci.licence.id).toBe("etalab-2.0");
    expect(baci.loads.map((l: { rows: { kept: number } }) => l.rows.kept)).toEqual([33, 33]);
  });

  it("give rows of a table by filter and place, as JSON and CSV", async () => {
    const { rows } = await json("/v1/tables/trade/rows?exporter=CHN&importer=RUS&period=2022-01-01");
    expect(rows.map((r: { product: string; value_usd: number }) => [r.product, r.value_usd])).toEqual([
      ["010121", 100000],
      ["851712", 300000],
    ]);
    const csv = await (
      await app.request("/v1/tables/trade/rows.csv?exporter=CHN&importer=RUS&limit=1&offset=1")
    ).text();
    expect(csv.split("\n")[1]).toMatch(/^baci,2021-01-01,A,CHN,RUS,851712/);
  });

  it("give the coverage calendar", async () => {
    const { rows } = await json("/v1/tables/trade/coverage?country=Russia");
    expect(rows).toEqual(
      ["2021-01-01", "2022-01-01"].map((period) => ({
        source: "baci",
        classification: "HS2017",
        frequency: "A",
        reporter: "reconciled",
        period,
        row_count: 23,
        countries: 12,
      })),
    );
  });

  it("verify a receipt, and find a forged one out", async () => {
    const answer = await json(`${SHARE}?${PAIR}`);
    const verify = (body: unknown) =>
      json("/v1/receipts/verify", { method: "POST", body: JSON.stringify(body) });
    expect((await verify(answer)).same).toBe(true);
    expect((await verify(answer.receipt)).same).toBe(true);
    expect((await verify({ ...answer.receipt, contentHash: "0".repeat(64) })).same).toBe(false);
  });

  it("check the claims of a case, one by one and as documents", async () => {
    expect((await json("/v1/cases")).cases).toMatchObject([{ name: "small", claims: 2 }]);
    const report = await json("/v1/claims/small");
    expect(report.claims.map((c: { verdict: string }) => c.verdict)).toEqual(["holds", "fails"]);
    expect((await json("/v1/claims/small/1")).readings[0].value).toBe(0.4);
    expect(await (await app.request("/v1/claims/small.md")).text()).toContain("Two fifths");
    const reviews = (await json("/v1/claims/small.claimreview.json"))["@graph"];
    expect(reviews).toHaveLength(2);
    expect(reviews[0].url).toMatch(/^http:\/\/[^/]+\/v1\/claims\/small#/);
    expect(reviews[0].datePublished).toMatch(/^\d{4}-\d\d-\d\d$/);
    const etag = (await app.request("/v1/claims/small")).headers.get("ETag") as string;
    expect((await app.request("/v1/claims/small", { headers: { "If-None-Match": etag } })).status).toBe(304);
  });

  it("give the scenarios of a case, and say what a simulation lacks", async () => {
    const { scenarios } = await json("/v1/scenarios");
    expect(scenarios).toMatchObject([
      { case: "small", name: "stop", title: "China and Russia stop trading" },
    ]);
    const { result } = await json("/v1/scenarios/small/stop");
    expect((await json(result)).code).toBe("missing-data");
    expect((await app.request("/v1/scenarios/small/gone")).status).toBe(404);
    const simulate = (body: string) => json("/v1/scenarios/simulate", { method: "POST", body });
    expect((await simulate(JSON.stringify(scenarios[0].scenario))).detail).toMatch(
      /flows_io, which is empty/,
    );
    expect((await simulate("scenario: x\nshock: []")).detail).toMatch(/did you mean shocks\?/);
    expect((await simulate("a: [")).detail).toMatch(/not valid yaml/);
  });

  it("give names, snapshots, health and metrics", async () => {
    expect((await json("/v1/countries")).countries.find((c: { iso3: string }) => c.iso3 === "CHN").m49).toBe(
      156,
    );
    expect((await json("/v1/blocs")).blocs.length).toBeGreaterThan(3);
    const { current, kept } = await json("/v1/snapshots");
    expect(kept).toContain(current);
    expect(await json("/healthz")).toMatchObject({ status: "ok", snapshot: current });
    const metrics = await (await app.request("/metrics")).text();
    expect(metrics).toMatch(
      /tightrope_http_requests_total\{route="\/v1\/countries",method="GET",status="200"\} 1\n/,
    );
    expect(metrics).toMatch(/tightrope_result_lookups_total\{found="true"\} \d/);
  });
});
