import { formatNumber } from "@tightrope/charts";
import {
  type Coverage,
  type Load,
  type Origin,
  resourceUrl,
  type Snapshots,
  type Source,
  type TableSummary,
} from "../api.ts";
import { Copyable } from "../figure/copyable.tsx";
import { Scroll } from "../figure/scroll.tsx";
import { Failed, Waiting } from "../figure/states.tsx";
import { ToLoad } from "../figure/to-load.tsx";
import { Choice } from "../form/choice.tsx";
import { CountryPicker } from "../form/country-picker.tsx";
import { useRequest } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { bytesText, counted, listed, yearOf } from "../words.ts";
import { Quarantine } from "./quarantine.tsx";
import type { ViewProps } from "./view.ts";

/** What is loaded, from whom, under which licence, for which years; what was refused; which snapshots remain. */
export default function Data({ name }: ViewProps) {
  return name === undefined ? <Everything /> : <Table name={name} />;
}

const exact = (n: number) => formatNumber(n, { exact: true, digits: 15 });

function Everything() {
  const tables = useRequest<{ tables: readonly TableSummary[] }>(resourceUrl("tables"));
  const sources = useRequest<{ sources: readonly Source[] }>(resourceUrl("sources"));
  const snapshots = useRequest<Snapshots>(resourceUrl("snapshots"));
  const show = place.value.query.get("show") === "all" ? "all" : "loaded";
  const failed = tables.error ?? sources.error ?? snapshots.error;
  if (failed) return <Failed error={failed} />;
  if (!tables.data || !sources.data || !snapshots.data)
    return <Waiting progress={tables.waiting === "progress"} hidden={tables.waiting === "brief"} />;
  // Sums kept beside a table are no tables of their own to a reader.
  const all = tables.data.tables.filter(
    (t) => !tables.data?.tables.some((o) => t.name.startsWith(`${o.name}_`)),
  );
  const filled = all.filter((t) => t.rows > 0);
  const loaded = sources.data.sources.filter((s) => s.loads.length > 0);
  const rows = filled.reduce((n, t) => n + t.rows, 0);
  const refused = snapshots.data.loads.reduce((n, l) => n + l.rows.quarantined, 0);
  return (
    <>
      <div class="text">
        <h1>
          {counted(rows, "row")} from {counted(loaded.length, "source")},{" "}
          {refused === 0 ? "none refused" : `${exact(refused)} refused`}
        </h1>
        <p>
          Every figure comes from a published file that was loaded whole. A row that fails a check is set
          aside with its reason, never dropped silently:{" "}
          <a href={linkTo("/data/quarantine")}>the quarantine</a>.
        </p>
      </div>
      <div class="controls">
        <Choice
          label="Show"
          value={show}
          options={[
            { value: "loaded", text: "what is loaded" },
            { value: "all", text: "all that can be" },
          ]}
          onPick={(v) => change({ show: v === "all" ? v : null })}
        />
      </div>
      <h2>Tables</h2>
      <Scroll label="Tables">
        <table>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col" class="number">
                Size
              </th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {(show === "all" ? all : filled).map((t) => (
              <tr key={t.name}>
                <th scope="row">
                  <a href={linkTo(`/data/${t.name}`)}>{t.title}</a>
                </th>
                <td class="number">{exact(t.rows)}</td>
                <td class="number">{bytesText(t.bytes)}</td>
                <td>{t.sources.length > 0 ? listed(t.sources) : "nothing loaded"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <h2>Sources and licences</h2>
      {(show === "all" ? sources.data.sources : loaded).map((s) => (
        <SourceEntry key={s.name} source={s} />
      ))}
      <h2>Snapshots</h2>
      <p class="text">
        Each load makes a new snapshot; the ones before it stay readable, so that a link keeps its figures.
      </p>
      <details class="text">
        <summary>
          {snapshots.data.kept.length === 1
            ? "The snapshot that is kept"
            : `The ${exact(snapshots.data.kept.length)} snapshots that are kept`}
        </summary>
        <ul class="plain">
          {snapshots.data.kept.map((id) => (
            <li key={id}>
              <a
                href={
                  linkTo("/data").split("?")[0] +
                  (id === snapshots.data?.current ? "" : `?snapshot=${id.slice(0, 16)}`)
                }
              >
                <code>{id.slice(0, 16)}</code>
              </a>
              {id === snapshots.data?.current ? " current" : ""}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function SourceEntry({ source }: { source: Source }) {
  const { loads } = source;
  // A layout that anybody's figures come in has no publisher of its own: each load names its own.
  const own = loads.length === 0 || loads.some((l) => l.origin === undefined);
  return (
    <section class="text source">
      <h3>{source.title}</h3>
      <p>{source.description}</p>
      {own && (
        <dl class="facts">
          <From origin={source} />
          {loads.length === 0 && (
            <>
              <dt>To load it</dt>
              <dd>
                <code>tightrope load {source.name} FILE</code>
              </dd>
            </>
          )}
        </dl>
      )}
      {loads.map((load) => (
        <LoadEntry key={load.id} load={load} />
      ))}
    </section>
  );
}

/** Who publishes figures, and on what terms. */
function From({ origin: { publisher, url, licence } }: { origin: Origin }) {
  return (
    <>
      <dt>Publisher</dt>
      <dd>
        {publisher}
        {url === undefined ? null : (
          <>
            {" "}
            <a href={url} rel="noreferrer">
              website
            </a>
          </>
        )}
      </dd>
      <dt>Licence</dt>
      <dd>
        {licence.url ? (
          <a href={licence.url} rel="noreferrer">
            {licence.title}
          </a>
        ) : (
          licence.title
        )}
        {licence.redistributable
          ? "; may be passed on"
          : licence.title.startsWith("as ")
            ? ""
            : "; may not be passed on"}
      </dd>
    </>
  );
}

function LoadEntry({ load }: { load: Load }) {
  const { rows, origin } = load;
  const skipped = Object.entries(rows.skipped ?? {});
  return (
    <>
      {origin && (
        <>
          <h4>{origin.title}</h4>
          <dl class="facts">
            <From origin={origin} />
          </dl>
        </>
      )}
      <p class="quiet">
        {listed(load.inputs.map((i) => i.name))}
        {load.vintage ? `, version ${load.vintage}` : ""}
        {load.retrieved ? `, retrieved ${load.retrieved}` : ""}: {exact(rows.read)} rows read,{" "}
        {exact(rows.kept)} kept,{" "}
        {rows.quarantined === 0 ? (
          "none in quarantine"
        ) : (
          <a
            href={linkTo("/data/quarantine", load.inputs.length === 1 ? { file: load.inputs[0]?.name } : {})}
          >
            {exact(rows.quarantined)} in quarantine
          </a>
        )}
        {skipped.map(([why, n]) => `, ${exact(n)} left out (${why})`)}.
      </p>
    </>
  );
}

interface TableDetail extends TableSummary {
  readonly key: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly unit?: string;
    readonly description: string;
  }[];
}

function Table({ name }: { name: string }) {
  const country = place.value.query.get("country") ?? "";
  const table = useRequest<TableDetail>(resourceUrl(`tables/${encodeURIComponent(name)}`));
  const hasCountry =
    table.data?.columns.some((c) => ["country", "exporter", "country_a"].includes(c.name)) ?? false;
  const coverage = useRequest<Coverage>(
    table.data && table.data.rows > 0 && name !== "quarantine"
      ? resourceUrl(`tables/${encodeURIComponent(name)}/coverage`, country && hasCountry ? { country } : {})
      : null,
  );
  if (table.error) return <Failed error={table.error} />;
  if (!table.data)
    return <Waiting progress={table.waiting === "progress"} hidden={table.waiting === "brief"} />;
  const t = table.data;
  return (
    <>
      <div class="text">
        <p class="quiet">
          <a href={linkTo("/data")}>Data</a>
        </p>
        <h1>
          {t.title}: {counted(t.rows, "row")}
        </h1>
        <p>{t.description}</p>
        {t.rows === 0 && name !== "quarantine" && (
          <div class="empty">
            <p>Nothing is loaded into this table.</p>
            <ToLoad table={name} />
          </div>
        )}
      </div>
      {name === "quarantine" && <Quarantine rows={t.rows} />}
      {t.rows > 0 && name !== "quarantine" && (
        <>
          <h2>Coverage</h2>
          {hasCountry && (
            <div class="controls">
              <CountryPicker
                label="Only figures about"
                optional
                value={country}
                onPick={(v) => change({ country: v })}
              />
            </div>
          )}
          {coverage.error && <Failed error={coverage.error} />}
          {coverage.data ? (
            <Calendar coverage={coverage.data} />
          ) : (
            !coverage.error && (
              <Waiting progress={coverage.waiting === "progress"} hidden={coverage.waiting === "brief"} />
            )
          )}
          <p class="text">
            Rows as files: <a href={`/v1/tables/${name}/rows.csv?limit=100000`}>CSV</a>,{" "}
            <a href={`/v1/tables/${name}/rows.json?limit=1000`}>JSON (first thousand)</a>.
          </p>
        </>
      )}
      <h2>Columns</h2>
      <Scroll label="Columns">
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Meaning</th>
              <th scope="col">Unit</th>
              <th scope="col">Type</th>
            </tr>
          </thead>
          <tbody>
            {t.columns.map((c) => (
              <tr key={c.name}>
                <th scope="row">
                  <code>{c.name}</code>
                  {t.key.includes(c.name) ? " (key)" : ""}
                </th>
                <td>{c.description}</td>
                <td>{c.unit ?? ""}</td>
                <td>{c.type}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <details class="text">
        <summary>Identity of this table’s files</summary>
        <Copyable
          text={JSON.stringify({ table: name, rows: t.rows, files: t.files, bytes: t.bytes }, null, 1)}
          label=""
        />
      </details>
    </>
  );
}

/** Rows by series and, where the table has any, year; darker where there are more: a gap is a year without a row. */
function Calendar({ coverage }: { coverage: Coverage }) {
  const time = ["period", "year", "session"].find((c) => coverage.columns.includes(c));
  const groups = coverage.columns.filter((c) => c !== time && c !== "row_count" && c !== "countries");
  if (coverage.rows.length === 0) return <p class="empty">No row is about this country.</p>;
  const cells = new Map<string, Map<number, number>>();
  for (const row of coverage.rows) {
    const key = groups.map((g) => String(row[g] ?? "")).join(" · ");
    const at = time ? yearOf(row[time]) : 0;
    const line = cells.get(key) ?? new Map<number, number>();
    line.set(at, (line.get(at) ?? 0) + Number(row.row_count));
    cells.set(key, line);
  }
  const seen = [...cells.values()].flatMap((line) => [...line.keys()]);
  const most = Math.max(...[...cells.values()].flatMap((line) => [...line.values()]));
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <Scroll label="Coverage calendar" from="end">
      <table class="calendar">
        <caption>
          Rows by {listed(groups)}
          {time && " and year, darker where there are more; an empty cell is a year without one"}
        </caption>
        <thead>
          <tr>
            <th scope="col">{listed(groups)}</th>
            {years.map((y) => (
              <th key={y} scope="col" class="number">
                {time ? y : "rows"}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...cells].map(([key, line]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              {years.map((y) => {
                const n = line.get(y);
                if (n === undefined) return <td key={y} class="number gap" />;
                if (!time)
                  return (
                    <td key={y} class="number">
                      {exact(n)}
                    </td>
                  );
                // By orders of magnitude, since a source of few rows is there all the same.
                const depth = 0.15 + 0.45 * (most > 1 ? Math.log(n) / Math.log(most) : 1);
                return (
                  <td
                    key={y}
                    class="number held"
                    style={`--depth: ${depth.toFixed(2)}`}
                    title={`${key}, ${y}: ${counted(n, "row")}`}
                  >
                    {formatNumber(n)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
