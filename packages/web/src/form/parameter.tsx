import { useId } from "preact/hooks";
import type { Bloc, IndicatorDescription, Source } from "../api.ts";
import { resourceUrl } from "../api.ts";
import { GOODS } from "../goods.ts";
import { useRequest } from "../request.ts";
import { sentenceCase } from "../words.ts";
import { Choice, Select } from "./choice.tsx";
import { CountriesPicker } from "./countries-picker.tsx";
import { CountryPicker } from "./country-picker.tsx";

export type Parameter = IndicatorDescription["parameters"][number];

interface Props {
  readonly parameter: Parameter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The field of one parameter, from what its definition says of it. */
export function ParameterField({ parameter, value, onChange }: Props) {
  const { kind, required, choices } = parameter;
  const label = labelOf(parameter);
  switch (kind) {
    case "country":
      return <CountryPicker label={label} value={value} optional={!required} onPick={onChange} />;
    case "countries":
      return <CountriesPicker label={label} value={value} onChange={onChange} />;
    case "choice": {
      const options = (choices ?? []).map((c) => ({ value: c, text: wordOf(c) }));
      const now = value || String(parameter.default ?? "");
      const all =
        parameter.default === undefined && !required ? [{ value: "", text: "not set" }, ...options] : options;
      return options.length > 4 ? (
        <Select label={label} value={now} options={all} onPick={onChange} />
      ) : (
        <Choice label={label} value={now} options={all} onPick={onChange} />
      );
    }
    case "flag":
      return (
        <Choice
          label={label}
          value={value || String(parameter.default ?? "false")}
          options={[
            { value: "false", text: "no" },
            { value: "true", text: "yes" },
          ]}
          onPick={onChange}
        />
      );
    case "bloc":
      return <BlocField label={label} value={value} required={required} onChange={onChange} />;
    case "source":
      return <SourceField label={label} value={value} onChange={onChange} />;
    case "product":
      return <Typed parameter={parameter} value={value} onChange={onChange} suggestions={GOODS} />;
    default:
      return <Typed parameter={parameter} value={value} onChange={onChange} />;
  }
}

function BlocField({
  label,
  value,
  required,
  onChange,
}: {
  label: string;
  value: string;
  required: boolean;
  onChange: (v: string) => void;
}) {
  const { data } = useRequest<{ blocs: readonly Bloc[] }>(resourceUrl("blocs"));
  const options = (data?.blocs ?? []).map((b) => ({ value: b.bloc, text: b.title }));
  return (
    <Select
      label={label}
      value={value}
      options={required && value ? options : [{ value: "", text: "none" }, ...options]}
      onPick={onChange}
    />
  );
}

function SourceField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (v: string) => void;
}) {
  const { data } = useRequest<{ sources: readonly Source[] }>(resourceUrl("sources"));
  const loaded = (data?.sources ?? [])
    .filter((s) => s.loads.length > 0)
    .map((s) => ({ value: s.name, text: s.title }));
  const known = value === "" || loaded.some((o) => o.value === value);
  return (
    <Select
      label={label}
      value={value}
      options={[
        { value: "", text: "the one that covers most" },
        ...loaded,
        ...(known ? [] : [{ value, text: value }]),
      ]}
      onPick={onChange}
    />
  );
}

/** Text, numbers and periods take effect when the field is left or Enter is pressed. */
function Typed({
  parameter,
  value,
  onChange,
  suggestions,
}: Props & { suggestions?: readonly { value: string; text: string }[] }) {
  const id = useId();
  const { kind, minimum, maximum, unit, description } = parameter;
  const numeric = kind === "number" || kind === "year";
  const hint = parameter.default === undefined ? "" : String(parameter.default);
  return (
    <div class="field">
      <label for={id}>
        {labelOf(parameter)}
        {unit && !labelOf(parameter).includes(unit) ? ` (${unit})` : ""}
      </label>
      <input
        key={value}
        id={id}
        type="text"
        inputMode={numeric ? "decimal" : "text"}
        defaultValue={value}
        placeholder={hint}
        title={[
          sentenceCase(description),
          minimum !== undefined && maximum !== undefined && kind === "number"
            ? `${minimum} to ${maximum}`
            : "",
        ]
          .filter(Boolean)
          .join("; ")}
        list={suggestions ? `${id}-list` : undefined}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((s) => (
            <option key={s.value} value={s.value}>
              {s.text}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}

/** The meaning up to the first break: what stands above the field. */
function labelOf({ description, name }: Parameter): string {
  const words = description.replace(/\s*[:;,(].*$/s, "");
  return sentenceCase(words.length > 0 && words.length < 60 ? words : name.replaceAll("_", " "));
}

function wordOf(choice: string): string {
  return { A: "yearly", M: "monthly" }[choice] ?? choice.replaceAll("-", " ").replaceAll("_", " ");
}
