import { Choice } from "../form/choice.tsx";
import { change, place } from "../router.ts";
import { Forced } from "../scenarios/forced.tsx";
import { WhatIf } from "../scenarios/what-if.tsx";
import "../scenarios/scenarios.css";

/** The scenario lab: what if trade is cut or made dearer, and whom a country would choose if forced. */
export default function Scenarios() {
  const show = place.value.query.get("show") === "choice" ? "choice" : "what-if";
  return (
    <div class="lab">
      <Choice
        label="Kind of question"
        value={show}
        options={[
          { value: "what-if", text: "What if" },
          { value: "choice", text: "Forced to choose" },
        ]}
        onPick={(v) => change({ show: v === "what-if" ? null : v, pin: null })}
      />
      {show === "choice" ? <Forced /> : <WhatIf />}
    </div>
  );
}
