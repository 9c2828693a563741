import { resourceUrl, type TableSummary } from "../api.ts";
import { answered, useParts } from "../figure/part.ts";
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

const SHOWN = 50;

/** The joint works themselves, most cited first, where works are loaded and not only counts. */
export function Works({ country, partner, field, title, year }: Props) {
  const table = useRequest<TableSummary>(resourceUrl("tables/publications"));
  const loaded = (table.data?.rows ?? 0) > 0;
  const source = table.data?.sources.includes("openalex") ? "openalex" : table.data?.sources[0];
  const asked = {
    country,
    partner,
    field,
    from: year,
    to: year,
    limit: SHOWN,
    ...(source === undefined ? {} : { source }),
  };
  const requests = useParts([
    loaded && partner !== undefined && year !== undefined
      ? { label: "works", indicator: "joint-works", parameters: asked }
      : null,
  ]);
  if (!table.data) return null;
  if (!loaded)
    return (
      <p class="text quiet">
        Works themselves are not loaded, only counts of them: <code>tightrope load openalex FILE…</code> lists
        them here.
      </p>
    );
  if (partner === undefined || year === undefined) return null;
  const [request] = requests;
  if (request?.error) return <Failed error={request.error} />;
  const [part] = answered(requests);
  if (!part) return null;
  const works = part.answer.rows;
  const total = Number(works[0]?.total ?? 0);
  const technology = field.startsWith("tech:") ? field.slice("tech:".length) : undefined;
  return (
    <section>
      <h2>The works themselves</h2>
      <p class="text">
        {counted(total, "work")} of {named(country)} and {named(partner)} in {title.toLowerCase()}, {year}
        {total > works.length ? `; the ${works.length} most cited are shown` : ""}.{" "}
        <a
          href={linkTo(
            "/indicators/joint-works",
            linked({ ...asked, limit: Math.min(Math.max(total, SHOWN), 10_000) }),
          )}
        >
          All of them, with their data
        </a>
        {technology !== undefined && (
          <>
            ;{" "}
            <a
              href={linkTo(
                "/indicators/technology-profile",
                linked({ country, partner, technology, from: year, to: year }),
              )}
            >
              papers, patents and trade side by side
            </a>
          </>
        )}
        .
      </p>
      {works.length > 0 && (
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
              {works.map((w) => (
                <tr key={String(w.work)}>
                  <td>
                    <a href={`https://openalex.org/${w.work}`} rel="noreferrer">
                      {String(w.work)}
                    </a>
                  </td>
                  <td>{String(w.title ?? "")}</td>
                  <td>{String(w.topic ?? "")}</td>
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

function linked(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
