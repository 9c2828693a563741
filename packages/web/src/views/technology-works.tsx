import { resourceUrl, type TableSummary } from "../api.ts";
import { Scroll } from "../figure/scroll.tsx";
import { Failed } from "../figure/states.tsx";
import { useRequest } from "../request.ts";
import { linkTo } from "../router.ts";
import { counted, named } from "../words.ts";

interface Props {
  readonly country: string;
  readonly partner: string | undefined;
  readonly field: string;
  readonly title: string;
  readonly year: number | undefined;
}

type Work = Readonly<Record<string, unknown>>;

const READ = 1000;
const SHOWN = 50;

/** The joint works themselves, most cited first, where works are loaded and not only counts. */
export function Works({ country, partner, field, title, year }: Props) {
  const table = useRequest<TableSummary>(resourceUrl("tables/publications"));
  const loaded = (table.data?.rows ?? 0) > 0;
  const technology = field.startsWith("tech:");
  const ask = loaded && partner !== undefined && year !== undefined && !technology;
  const rows = useRequest<{ rows: readonly Work[] }>(
    ask
      ? resourceUrl("tables/publications/rows", {
          countries: partner,
          year,
          ...(field === "all" ? {} : { field }),
          limit: READ,
        })
      : null,
  );
  if (!table.data) return null;
  if (!loaded)
    return (
      <p class="text quiet">
        Works themselves are not loaded, only counts of them: <code>tightrope load openalex FILE…</code> lists
        them here.
      </p>
    );
  if (partner === undefined || year === undefined) return null;
  if (technology)
    return (
      <p class="text quiet">
        Works are listed by field of research; of a technology,{" "}
        <a
          href={linkTo("/indicators/technology-profile", {
            country,
            partner,
            technology: field.slice("tech:".length),
            from: String(year),
            to: String(year),
          })}
        >
          papers, patents and trade side by side
        </a>
        .
      </p>
    );
  if (rows.error) return <Failed error={rows.error} />;
  const read = rows.data?.rows ?? [];
  const joint = read
    .filter((w) => Array.isArray(w.countries) && w.countries.includes(country))
    .sort((x, y) => Number(y.cited_by) - Number(x.cited_by));
  if (!rows.data) return null;
  return (
    <section>
      <h2>The works themselves</h2>
      <p class="text">
        {counted(joint.length, "work")} of {named(country)} and {named(partner)} in {title.toLowerCase()},{" "}
        {year}
        {read.length === READ
          ? `, among the first ${READ} works of ${named(partner)} that year; the others are not listed`
          : ""}
        {joint.length > SHOWN ? `; the ${SHOWN} most cited are shown` : ""}.
      </p>
      {joint.length > 0 && (
        <Scroll label="Works">
          <table data-works>
            <thead>
              <tr>
                <th scope="col">Work</th>
                <th scope="col">Title</th>
                <th scope="col">Topic</th>
                <th scope="col" class="number">
                  Citations
                </th>
              </tr>
            </thead>
            <tbody>
              {joint.slice(0, SHOWN).map((w) => (
                <tr key={String(w.work)}>
                  <td>
                    <a href={`https://openalex.org/${w.work}`} rel="noreferrer">
                      {String(w.work)}
                    </a>
                  </td>
                  <td>{String(w.title ?? "")}</td>
                  <td>{String(w.topic_name ?? "")}</td>
                  <td class="number">{String(w.cited_by ?? "")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
