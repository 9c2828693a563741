import { resourceUrl } from "../api.ts";
import { Scroll } from "../figure/scroll.tsx";
import { Failed, Waiting } from "../figure/states.tsx";
import { Select } from "../form/choice.tsx";
import { useRequest } from "../request.ts";
import { change, linkTo, place } from "../router.ts";
import { counted } from "../words.ts";

interface Refused {
  readonly source: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
  readonly text: string | null;
}

const MOST = 1000;

/** Rows that failed a check while loading: where each stands, and why it was refused. */
export function Quarantine({ rows }: { rows: number }) {
  const file = place.value.query.get("file") ?? "";
  const all = useRequest<{ rows: readonly Refused[] }>(
    rows > 0 ? resourceUrl("tables/quarantine/rows", { limit: MOST }) : null,
  );
  const chosen = useRequest<{ rows: readonly Refused[] }>(
    file ? resourceUrl("tables/quarantine/rows", { limit: MOST, file }) : null,
  );
  const shown = file ? chosen : all;
  if (rows === 0)
    return <p class="text">Every row of every file loaded here passed its checks: nothing was refused.</p>;
  const failed = shown.error ?? all.error;
  if (failed) return <Failed error={failed} />;
  if (!shown.data || !all.data)
    return <Waiting progress={shown.waiting === "progress"} hidden={shown.waiting === "brief"} />;
  const files = [...new Set(all.data.rows.map((r) => r.file))].sort();
  const found = shown.data.rows;
  const reasons = new Map<string, number>();
  for (const r of found) {
    const why = r.column ? `${r.column}: ${r.reason}` : r.reason;
    reasons.set(why, (reasons.get(why) ?? 0) + 1);
  }
  const csv = resourceUrl("tables/quarantine/rows.csv", { limit: 100_000, ...(file ? { file } : {}) });
  return (
    <>
      <h2>Why</h2>
      <ul class="text">
        {[...reasons]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 12)
          .map(([why, n]) => (
            <li key={why}>
              {counted(n, "row")}: {why}
            </li>
          ))}
      </ul>
      {files.length > 1 && (
        <div class="controls">
          <Select
            label="File"
            value={file}
            options={[{ value: "", text: "all files" }, ...files.map((f) => ({ value: f, text: f }))]}
            onPick={(v) => change({ file: v })}
          />
        </div>
      )}
      <p class="text">
        {found.length >= MOST ? `The first ${MOST} are shown. ` : ""}
        <a href={csv} download="quarantine.csv">
          All of them as CSV
        </a>
        . Mend the file and load it again, or leave them out: <a href={linkTo("/data")}>the counts</a> say how
        many rows a figure rests on.
      </p>
      <Scroll label="Refused rows">
        <table class="refused">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="number">
                Line
              </th>
              <th scope="col">Column</th>
              <th scope="col">Reason</th>
              <th scope="col">As it stands in the file</th>
            </tr>
          </thead>
          <tbody>
            {found.map((r, i) => (
              <tr key={i}>
                <th scope="row">{r.file}</th>
                <td class="number">{r.line ?? ""}</td>
                <td>{r.column ?? ""}</td>
                <td>{r.reason}</td>
                <td>
                  <code>{r.text ?? ""}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
