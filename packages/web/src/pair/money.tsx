import { formatPercent } from "@tightrope/charts";
import { Figure } from "../figure/figure.tsx";
import { answered, useParts } from "../figure/part.ts";
import { ToLoad } from "../figure/to-load.tsx";
import { listed, monthText, named, possessive, sentenceCase } from "../words.ts";
import type { Flow } from "./shares.ts";

const CURRENCY: Readonly<Record<string, string>> = {
  CNY: "yuan",
  RUB: "rouble",
  USD: "US dollar",
  EUR: "euro",
  INR: "rupee",
  JPY: "yen",
};

/** In which currencies each pays for its trade, where its central bank says so. */
export function Money({ a, b, flow }: { a: string; b: string; flow: Flow }) {
  const requests = useParts(
    [a, b].map((country) => ({
      label: `${possessive(country)} payments`,
      indicator: "settlement-share",
      parameters: { country, flow },
    })),
  );
  const parts = answered(requests);
  const filled = parts.filter((p) => p.answer.rows.length > 0);
  const done = requests.every((r) => r.data || r.error);
  const word = flow === "imports" ? "imports" : "exports";
  return (
    <section>
      <h2>Money</h2>
      {filled.map((part) => {
        const { rows } = part.answer;
        const country = String(part.parameters.country);
        const own: Readonly<Record<string, string>> = {
          CHN: "CNY",
          RUS: "RUB",
          USA: "USD",
          IND: "INR",
          JPN: "JPY",
          DEU: "EUR",
          FRA: "EUR",
        };
        const currency = own[country === a ? b : a] ?? "CNY";
        const series = rows.filter((r) => r.currency === currency && r.share !== null);
        const [first, last] = [series[0], series.at(-1)];
        const title =
          first && last
            ? `${formatPercent(Number(last.share))} of ${possessive(country)} payments for ${word} were in ${CURRENCY[currency] ?? currency} in ${monthText(last.period)}, ${formatPercent(Number(first.share))} in ${monthText(first.period)}`
            : undefined;
        return (
          <Figure
            key={country}
            id={`money-${country.toLowerCase()}`}
            parts={[part]}
            input={part.answer}
            options={{
              labels: CURRENCY_LABELS,
              highlight: [currency, own[country] ?? "USD", "USD"],
              ...(title ? { title } : {}),
              subtitle: `Payments for ${word} of ${named(country)} by currency, %`,
            }}
          />
        );
      })}
      {filled.length === 0 && done && (
        <div class="empty">
          <p>
            In which currencies {listed([named(a), named(b)])} pay each other is not loaded: few central banks
            publish it.
            {requests.some((r) => r.error) &&
              ` ${sentenceCase(requests.find((r) => r.error)?.error?.message ?? "")}.`}
          </p>
          <ToLoad table="observations" only={["series"]} />
        </div>
      )}
    </section>
  );
}

const CURRENCY_LABELS = Object.fromEntries(
  Object.entries(CURRENCY).map(([code, name]) => [code, sentenceCase(name)]),
);
