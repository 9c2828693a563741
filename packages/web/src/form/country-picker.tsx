import { countryName } from "@tightrope/charts";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type Country, resourceUrl } from "../api.ts";
import { useRequest } from "../request.ts";
import { matching } from "./search.ts";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onPick: (iso3: string) => void;
  /** The headline of a view: large, without a visible label. */
  readonly headline?: boolean;
  readonly optional?: boolean;
}

/** A country by its name: type, choose with arrows or pointer. Codes are never asked for. */
export function CountryPicker({ label, value, onPick, headline = false, optional = false }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const countries = useCountries();
  const name = nameOf(countries, value);
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const open = typed !== undefined;
  const found = open ? matching(countries, typed === name ? "" : typed) : [];
  const current = found[active];

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, open]);

  const close = () => {
    setTyped(undefined);
    setActive(0);
  };
  const pick = (country: Country) => {
    close();
    onPick(country.iso3);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    switch (event.key) {
      case "ArrowDown":
        if (!open) setTyped(name);
        else setActive(Math.min(found.length - 1, active + 1));
        break;
      case "ArrowUp":
        setActive(Math.max(0, active - 1));
        break;
      case "Enter":
        if (open && current) pick(current);
        else if (open && optional && typed.trim() === "") {
          close();
          onPick("");
        } else return;
        break;
      case "Escape":
        if (!open) return;
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div class={headline ? "picker headline" : "picker"}>
      <label for={id} class={headline ? "heard" : undefined}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && current ? `${id}-${current.iso3}` : undefined}
        placeholder={optional ? "any country" : "choose a country"}
        size={headline ? Math.max(6, (typed ?? name).length + 1) : undefined}
        value={typed ?? name}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => !open && setTyped(name)}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (open && optional && typed.trim() === "" && value !== "") onPick("");
          close();
        }}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} hidden={!open}>
        {found.map((country, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field that owns the list
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, as the pattern asks
          <div
            key={country.iso3}
            id={`${id}-${country.iso3}`}
            role="option"
            aria-selected={i === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(country)}
          >
            {country.name}
          </div>
        ))}
        {open && found.length === 0 && (
          // biome-ignore lint/a11y/useFocusableInteractive: nothing to choose
          <div role="option" aria-selected={false} aria-disabled="true" class="quiet">
            {countries.length === 0 ? "Loading the list…" : `No country is called “${typed}”`}
          </div>
        )}
      </div>
    </div>
  );
}

export function useCountries(): readonly Country[] {
  const { data } = useRequest<{ countries: readonly Country[] }>(resourceUrl("countries"));
  return (data?.countries ?? []).filter((c) => c.ends === undefined);
}

function nameOf(countries: readonly Country[], iso3: string): string {
  return countryName(iso3) ?? countries.find((c) => c.iso3 === iso3)?.name ?? iso3;
}
