import { useId } from "preact/hooks";

export interface Option {
  readonly value: string;
  readonly text: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onPick: (value: string) => void;
}

/** A few words side by side, one of which holds. */
export function Choice({ label, value, options, onPick }: Props) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map((o) => (
        <label key={o.value}>
          <input
            type="radio"
            name={name}
            value={o.value}
            checked={o.value === value}
            onChange={() => onPick(o.value)}
          />
          <span>{o.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A longer list of which one holds. */
export function Select({ label, value, options, onPick }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Years from `from` to `to`, latest first. */
export function years(from: number, to: number): Option[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => String(to - i)).map((y) => ({
    value: y,
    text: y,
  }));
}
