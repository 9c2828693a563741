import { useId } from "preact/hooks";
import { Choice, type Option, Select } from "../form/choice.tsx";
import { type Composed, DRAWS } from "./compose.ts";

interface NamesProps {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly options: readonly Option[];
  /** Stands for none chosen, where that is a choice: `all`. */
  readonly all?: Option;
  readonly onPick: (chosen: readonly string[]) => void;
}

/** Several of a list by name; each chosen one has a button that takes it out. One always stays. */
export function Names({ label, chosen, options, all, onPick }: NamesProps) {
  const id = useId();
  const none = all !== undefined && chosen.join() === all.value;
  const rest = options.filter((o) => !chosen.includes(o.value));
  const out = (code: string) => {
    const left = chosen.filter((c) => c !== code);
    onPick(left.length === 0 && all ? [all.value] : left);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value=""
        onChange={(event) => {
          const code = event.currentTarget.value;
          event.currentTarget.value = "";
          if (code !== "") onPick(none ? [code] : [...chosen, code]);
        }}
      >
        <option value="">{none ? all.text : "add another"}</option>
        {rest.map((o) => (
          <option key={o.value} value={o.value}>
            {o.text}
          </option>
        ))}
      </select>
      {!none && (
        <div class="chosen">
          {chosen.map((code) => {
            const text = options.find((o) => o.value === code)?.text ?? code;
            return chosen.length > 1 || all ? (
              <button key={code} type="button" aria-label={`Take out ${text}`} onClick={() => out(code)}>
                {text} ×
              </button>
            ) : (
              <strong key={code}>{text}</strong>
            );
          })}
        </div>
      )}
    </div>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly min: number;
  readonly max: number;
  readonly onSlide: (value: number) => void;
  readonly onSettle: (value: number) => void;
}

/** A number between two ends: the picture follows while it slides, the address when it rests. */
export function Slider({ label, value, text, min, max, onSlide, onSettle }: SliderProps) {
  const id = useId();
  return (
    <div class="field slider">
      <label for={id}>
        {label}: <strong>{text}</strong>
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={1}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onSlide(Number(event.currentTarget.value))}
        onChange={(event) => onSettle(Number(event.currentTarget.value))}
      />
    </div>
  );
}

interface FormProps {
  readonly value: Composed;
  readonly places: readonly Option[];
  readonly sectors: readonly Option[];
  readonly onSlide: (next: Composed) => void;
  readonly onPick: (next: Composed) => void;
}

/** A question in plain words: who does what to whom, in which goods, how much. */
export function ScenarioForm({ value, places, sectors, onSlide, onPick }: FormProps) {
  const without = (codes: readonly string[]) => places.filter((o) => !codes.includes(o.value));
  const percent = Math.round(value.size * 100);
  const share = Math.max(1, Math.round(value.share * 100));
  return (
    <>
      <div class="controls">
        <Names
          label="Who acts"
          chosen={value.senders}
          options={without(value.target)}
          onPick={(senders) => onPick({ ...value, senders })}
        />
        <Names
          label="Towards whom"
          chosen={value.target}
          options={without(value.senders)}
          onPick={(target) => onPick({ ...value, target })}
        />
      </div>
      <div class="controls wide">
        <Names
          label="Goods"
          chosen={value.sectors}
          options={sectors}
          all={{ value: "all", text: "all goods and services" }}
          onPick={(chosen) => onPick({ ...value, sectors: chosen })}
        />
      </div>
      <div class="controls">
        <Choice
          label="What happens"
          value={value.kind}
          options={[
            { value: "cut-off", text: "trade stops" },
            { value: "cost", text: "trade costs more" },
            { value: "tariff", text: "tariffs rise" },
          ]}
          onPick={(kind) => onPick({ ...value, kind: kind as Composed["kind"] })}
        />
        <Choice
          label="Which way"
          value={value.side}
          options={[
            { value: "both", text: "both ways" },
            { value: "exports", text: "what they sell" },
            { value: "imports", text: "what they buy" },
          ]}
          onPick={(side) => onPick({ ...value, side: side as Composed["side"] })}
        />
      </div>
      <div class="controls">
        {value.kind !== "cut-off" && (
          <Slider
            label={value.kind === "cost" ? "Rise of the price paid" : "Points added to the tariff"}
            value={percent}
            text={value.kind === "cost" ? `${percent} %` : String(percent)}
            min={1}
            max={value.kind === "cost" ? 200 : 100}
            onSlide={(size) => onSlide({ ...value, size: size / 100 })}
            onSettle={(size) => onPick({ ...value, size: size / 100 })}
          />
        )}
        <Slider
          label="Part of the goods it falls on"
          value={share}
          text={`${share} %`}
          min={1}
          max={100}
          onSlide={(s) => onSlide({ ...value, share: s / 100 })}
          onSettle={(s) => onPick({ ...value, share: s / 100 })}
        />
        <Deficit value={value.deficits} onPick={(deficits) => onPick({ ...value, deficits })} />
        <Select
          label="Intervals"
          value={String(value.draws)}
          options={[
            { value: "0", text: "none" },
            ...[...new Set([DRAWS, value.draws])]
              .filter((d) => d > 0)
              .map((d) => ({ value: String(d), text: `${d} draws of elasticities` })),
          ]}
          onPick={(draws) => onPick({ ...value, draws: Number(draws) })}
        />
      </div>
    </>
  );
}

export function Deficit({
  value,
  onPick,
}: {
  value: Composed["deficits"];
  onPick: (value: Composed["deficits"]) => void;
}) {
  return (
    <Select
      label="Trade imbalances"
      value={value}
      options={[
        { value: "zero", text: "removed before" },
        { value: "share", text: "stay a share of world income" },
        { value: "fixed", text: "stay an amount" },
      ]}
      onPick={(v) => onPick(v as Composed["deficits"])}
    />
  );
}
