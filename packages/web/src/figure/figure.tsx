import { type ChartInput, type ChartOptions, tableFor } from "@tightrope/charts";
import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { RequestError } from "../api.ts";
import type { Request } from "../request.ts";
import { place } from "../router.ts";
import { Actions, type OwnActions } from "./actions.tsx";
import type { Part } from "./part.ts";
import { Picture } from "./picture.tsx";
import { useSame } from "./same.ts";
import { Failed, Waiting } from "./states.tsx";

interface Props {
  /** Unique in its view: names the picture in pins and embeds. */
  readonly id: string;
  readonly parts: readonly Part[];
  /** Requests the picture waits for; default: nothing is awaited. */
  readonly requests?: readonly Request<unknown>[];
  readonly input?: ChartInput | undefined;
  readonly options?: Partial<Omit<ChartOptions, "document" | "width" | "theme">> | undefined;
  /** Said in place of a picture without rows: why, and what to load. */
  readonly empty?: ComponentChildren;
  /** What the row of actions holds beside or in place of the usual. */
  readonly actions?: OwnActions | undefined;
}

/** A picture with everything under it: its actions, its table, and while there is none, why. */
export function Figure({ id, parts, requests = [], input: given, options, empty, actions }: Props) {
  const input = useSame(given);
  const svg = useRef<SVGSVGElement | null>(null);
  const [table, setTable] = useState(false);
  const { embedded, query } = place.value;
  const waiting = requests.some((r) => r.waiting !== "no" && !r.stale);
  const failed = requests.find((r): r is Request<unknown> & { error: RequestError } => r.error !== undefined);
  const stale = requests.some((r) => r.stale);
  const caption = options?.title ?? input?.finding ?? input?.title ?? "";
  const behind = useMemo(
    () => input && input.rows.length > 0 && <FigureTable input={input} shown={table} caption={caption} />,
    [input, table, caption],
  );
  const body = () => {
    if (!input && failed) return <Failed error={failed.error} />;
    if (!input && waiting)
      return (
        <Waiting
          progress={requests.some((r) => r.waiting === "progress")}
          hidden={requests.every((r) => r.waiting === "brief" || r.waiting === "no")}
        />
      );
    if (!input || input.rows.length === 0)
      return <div class="empty">{empty ?? <NoRows input={input} />}</div>;
    return (
      <>
        <Picture
          id={id}
          input={input}
          options={options}
          onDrawn={(drawn) => {
            svg.current = drawn;
          }}
        />
        <Actions
          id={id}
          parts={parts}
          input={input}
          svg={svg}
          own={actions}
          table={table}
          onTable={() => setTable(!table)}
        />
        {behind}
      </>
    );
  };
  return (
    <figure
      id={`figure-${id}`}
      class={embedded && query.get("figure") === id ? "embedded" : undefined}
      data-stale={stale ? "" : undefined}
      data-receipts={parts.length}
    >
      {body()}
    </figure>
  );
}

function NoRows({ input }: { input: ChartInput | undefined }) {
  const notes = input?.coverage.notes ?? [];
  return (
    <>
      <p>No figures in this workspace answer this.</p>
      {notes.map((n) => (
        <p key={n.text}>{n.text}.</p>
      ))}
    </>
  );
}

const MOST_ROWS = 500;

/** The table behind a picture: always there for those who listen, on demand for those who look. */
function FigureTable({ input, shown, caption }: { input: ChartInput; shown: boolean; caption: string }) {
  const table = tableFor(input);
  const rows = table.rows.slice(0, MOST_ROWS);
  return (
    <div
      class={shown ? "scroll" : "heard"}
      {...(shown ? { tabIndex: 0, role: "region", "aria-label": "table" } : {})}
    >
      <table>
        <caption>
          {caption}
          {table.rows.length > rows.length ? ` (first ${rows.length} of ${table.rows.length} rows)` : ""}
        </caption>
        <thead>
          <tr>
            {table.columns.map((c) => (
              <th key={c.name} scope="col" class={c.numeric ? "number" : undefined}>
                {c.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => {
                const column = table.columns[j];
                return (
                  <td key={column?.name} class={column?.numeric ? "number" : undefined}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
