import { Scroll } from "../figure/scroll.tsx";
import { named, sentenceCase } from "../words.ts";
import type { Measure } from "./technology-measure.ts";

type Row = Readonly<Record<string, unknown>>;

interface Props {
  readonly rows: readonly Row[];
  readonly partners: readonly string[];
  readonly measure: Measure;
}

/** The numbers of the matrix with their intervals; bold where the interval leaves the middle of the measure out. */
export function IntervalTable({ rows, partners, measure }: Props) {
  const lines = [...new Set(rows.map((r) => String(r.line)))];
  return (
    <Scroll label={`${sentenceCase(measure.text)} with intervals`}>
      <table data-intervals>
        <caption>
          {sentenceCase(measure.text)}
          {measure.low && " with its 95 % interval"}
          {measure.centre !== undefined && `; bold where the interval leaves out ${measure.centre}`}.
          {measure.low && " Few works give a wide interval, not a hidden number."}
        </caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {partners.map((p) => (
              <th key={p} scope="col" class="number">
                {sentenceCase(named(p))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {partners.map((p) => (
                <td key={p} class="number">
                  <Cell row={rows.find((r) => r.line === line && r.partner === p)} measure={measure} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ row, measure }: { row: Row | undefined; measure: Measure }) {
  if (typeof row?.figure !== "number") return <span class="quiet">no figure</span>;
  const shown = (n: number) =>
    measure.format === "percent"
      ? `${(100 * n).toFixed(1)}\u202f%`
      : measure.value === "works"
        ? n.toLocaleString("en")
        : n.toFixed(2);
  const value = shown(row.figure);
  if (typeof row.low !== "number" || typeof row.high !== "number") return <>{value}</>;
  const { centre } = measure;
  const apart = centre !== undefined && (row.low > centre || row.high < centre);
  return (
    <>
      {apart ? <strong>{value}</strong> : value}{" "}
      <span class="quiet">
        {shown(row.low)} to {shown(row.high)}
      </span>
    </>
  );
}
