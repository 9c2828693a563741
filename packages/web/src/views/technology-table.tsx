import type { Part } from "../figure/part.ts";
import { Scroll } from "../figure/scroll.tsx";
import { named, sentenceCase } from "../words.ts";

/** The numbers of the matrix with their intervals; bold where the interval leaves 1 out. */
export function IntervalTable({ parts, partners }: { parts: readonly Part[]; partners: readonly string[] }) {
  return (
    <Scroll label="Affinities with intervals">
      <table data-intervals>
        <caption>
          Affinity with its 95 % interval; bold where the interval leaves out 1. Few works give a wide
          interval, not a hidden number.
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
          {parts.map((part) => (
            <tr key={part.label}>
              <th scope="row">{part.label}</th>
              {partners.map((p) => (
                <td key={p} class="number">
                  <Cell row={part.answer.rows.find((r) => r.partner === p)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ row }: { row: Readonly<Record<string, unknown>> | undefined }) {
  if (typeof row?.affinity !== "number") return <span class="quiet">no figure</span>;
  const [low, high] = [Number(row.low), Number(row.high)];
  const value = row.affinity.toFixed(2);
  return (
    <>
      {low > 1 || high < 1 ? <strong>{value}</strong> : value}{" "}
      <span class="quiet">
        {low.toFixed(2)} to {high.toFixed(2)}
      </span>
    </>
  );
}
