import type { ChartInput } from "@tightrope/charts";
import type { ComponentChildren, RefObject } from "preact";
import { useState } from "preact/hooks";
import { RequestError, verify } from "../api.ts";
import { useRequests } from "../request.ts";
import { place, queryText, withChanges } from "../router.ts";
import { Copyable } from "./copyable.tsx";
import { fileName, pngOf, svgText } from "./export.ts";
import { commandLine, dataUrl, type Part } from "./part.ts";
import { save } from "./save.ts";

/** For pictures that were not drawn from an answer of the server, or that leave more behind than one. */
export interface OwnActions {
  /** What one types, in place of `tightrope run`. */
  readonly command?: string;
  /** Said where data, citation and receipt would be, while there is no part that has them. */
  readonly pending?: ComponentChildren;
  readonly more?: { readonly name: string; readonly content: ComponentChildren };
}

interface Props {
  readonly id: string;
  readonly parts: readonly Part[];
  readonly input: ChartInput;
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly own?: OwnActions | undefined;
  readonly table: boolean;
  readonly onTable: () => void;
}

const PANELS = {
  data: "Data",
  picture: "Picture",
  cite: "Cite",
  embed: "Embed",
  command: "Command line",
  receipt: "Receipt",
} as const;
type Panel = keyof typeof PANELS | "more";
const NEEDS_PARTS: readonly Panel[] = ["data", "cite", "receipt"];

/** One row of quiet actions; each opens what it offers below the row. */
export function Actions({ id, parts, input, svg, own = {}, table, onTable }: Props) {
  const [open, setOpen] = useState<Panel>();
  const panel = `actions-${id}`;
  const names = Object.entries(PANELS) as [Panel, string][];
  if (own.more) names.push(["more", own.more.name]);
  const pending = parts.length === 0 && open !== undefined && NEEDS_PARTS.includes(open);
  return (
    <div class="actions">
      <div class="row">
        <button type="button" aria-expanded={table} onClick={onTable}>
          Table
        </button>
        {names.map(([name, words]) => (
          <button
            key={name}
            type="button"
            aria-expanded={open === name}
            aria-controls={panel}
            onClick={() => setOpen(open === name ? undefined : name)}
          >
            {words}
          </button>
        ))}
      </div>
      <div id={panel} class="panel" hidden={open === undefined}>
        {pending && own.pending}
        {open === "data" && <DataPanel parts={parts} />}
        {open === "picture" && <PicturePanel svg={svg} title={titleOf(input, svg)} />}
        {open === "cite" && !pending && <CitePanel parts={parts} />}
        {open === "embed" && <EmbedPanel id={id} title={titleOf(input, svg)} svg={svg} />}
        {open === "command" && own.command && <Copyable text={own.command} label="" />}
        {open === "command" &&
          !own.command &&
          parts.map((p) => <Copyable key={p.label} text={commandLine(p)} label={several(parts, p)} />)}
        {open === "receipt" &&
          parts.map((p) => <ReceiptPanel key={p.label} part={p} label={several(parts, p)} />)}
        {open === "more" && own.more?.content}
      </div>
    </div>
  );
}

function titleOf(input: ChartInput, svg: RefObject<SVGSVGElement | null>): string {
  return svg.current?.querySelector("title")?.textContent ?? input.finding ?? input.title;
}

/** A part is named only where there are several. */
function several(parts: readonly Part[], part: Part): string {
  return parts.length > 1 ? part.label : "";
}

function DataPanel({ parts }: { parts: readonly Part[] }) {
  return (
    <ul class="plain">
      {parts.map((p) => {
        const closed = p.answer.coverage.sources.filter((s) => !s.redistributable);
        const name = `${p.indicator}-${p.answer.receipt.contentHash.slice(0, 12)}`;
        return (
          <li key={p.label}>
            {parts.length > 1 && <span>{p.label}: </span>}
            <a href={dataUrl(p, ".csv")} download={`${name}.csv`}>
              CSV
            </a>{" "}
            <a href={dataUrl(p, ".parquet")} download={`${name}.parquet`}>
              Parquet
            </a>{" "}
            <a href={dataUrl(p, ".metadata.json")} target="_blank" rel="noreferrer">
              what the columns mean
            </a>
            {closed.length > 0 && (
              <p class="quiet">
                The licence of {closed.map((s) => s.title).join(" and ")} does not allow passing the figures
                on; this server may refuse the file.
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function PicturePanel({ svg, title }: { svg: RefObject<SVGSVGElement | null>; title: string }) {
  const [fault, setFault] = useState<string>();
  const take = async (form: "svg" | "png") => {
    const drawn = svg.current;
    if (!drawn) return;
    try {
      if (form === "svg") save(fileName(title, "svg"), svgText(drawn), "image/svg+xml");
      else save(fileName(title, "png"), await pngOf(drawn), "image/png");
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <>
      <button type="button" onClick={() => take("svg")}>
        Save as SVG
      </button>{" "}
      <button type="button" onClick={() => take("png")}>
        Save as PNG
      </button>
      {fault && <p role="alert">{fault}</p>}
    </>
  );
}

interface Metadata {
  readonly citation: { readonly apa: string; readonly bibtex: string };
}

function CitePanel({ parts }: { parts: readonly Part[] }) {
  const all = useRequests<Metadata>(parts.map((p) => dataUrl(p, ".metadata.json")));
  const lines = (form: "apa" | "bibtex") => [
    ...new Set(
      all
        .flatMap((r) => r.data?.citation[form].split(form === "apa" ? "\n" : "\n\n") ?? [])
        .map((t) => t.trim()),
    ),
  ];
  const failed = all.find((r) => r.error)?.error;
  if (failed) return <p role="alert">{failed.message}</p>;
  if (all.some((r) => !r.data)) return <p>Loading…</p>;
  const permanent = queryText(
    withChanges(place.value.query, { snapshot: parts[0]?.answer.receipt.snapshot.slice(0, 16) }),
  );
  return (
    <>
      <Copyable text={lines("apa").join("\n")} label="APA" />
      <Copyable text={lines("bibtex").join("\n\n")} label="BibTeX" />
      <Copyable text={location.origin + place.value.path + permanent} label="Permanent link to this page" />
    </>
  );
}

function EmbedPanel({ id, title, svg }: { id: string; title: string; svg: RefObject<SVGSVGElement | null> }) {
  const { path, query } = place.value;
  const src = `${location.origin}/embed${path === "/" ? "" : path}${queryText(withChanges(query, { figure: id }))}`;
  const height = Math.ceil(Number(svg.current?.getAttribute("height") ?? 480)) + 120;
  const quoted = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return (
    <Copyable
      text={`<iframe src="${src.replaceAll("&", "&amp;")}" title="${quoted}" width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`}
      label="HTML"
    />
  );
}

function ReceiptPanel({ part, label }: { part: Part; label: string }) {
  const { receipt } = part.answer;
  const [state, set] = useState<{ same?: boolean; text: string }>();
  const check = async () => {
    set({ text: "Running it again…" });
    try {
      const { same, findings } = await verify(receipt);
      set({ same, text: findings.join("; ") });
    } catch (error) {
      set({ same: false, text: error instanceof RequestError ? error.message : String(error) });
    }
  };
  return (
    <div class="receipt">
      <Copyable text={JSON.stringify(receipt, null, 1)} label={label || "JSON"} />
      <button type="button" onClick={check}>
        Run it again
      </button>{" "}
      <span role="status">
        {state && (
          <>
            {state.same === true && <strong>Same result. </strong>}
            {state.same === false && <strong>Not the same. </strong>}
            {state.text}
          </>
        )}
      </span>
    </div>
  );
}
