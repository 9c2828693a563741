import { countryName } from "@tightrope/charts";
import { CountryPicker } from "./country-picker.tsx";

interface Props {
  readonly label: string;
  /** ISO3 codes separated by commas. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Several countries by name: each chosen one has a button that takes it out. */
export function CountriesPicker({ label, value, onChange }: Props) {
  const chosen = value.split(",").filter((c) => c !== "");
  return (
    <div class="countries">
      <CountryPicker
        label={label}
        value=""
        optional
        onPick={(c) => c !== "" && !chosen.includes(c) && onChange([...chosen, c].join(","))}
      />
      {chosen.map((c) => (
        <button
          key={c}
          type="button"
          aria-label={`Take out ${countryName(c) ?? c}`}
          onClick={() => onChange(chosen.filter((x) => x !== c).join(","))}
        >
          {countryName(c) ?? c} ×
        </button>
      ))}
    </div>
  );
}
