import { useState } from "preact/hooks";
import { locked, unlock } from "../token.ts";

/** Asks for the token of a server that wants one, once a tab. */
export function Locked() {
  const [given, set] = useState("");
  return (
    <form
      class="text unlock"
      onSubmit={(event) => {
        event.preventDefault();
        if (given.trim() !== "") unlock(given);
      }}
    >
      <h1>This server asks for a token</h1>
      <p>
        {locked.value === "wrong"
          ? "The token given is not the right one. Whoever runs the server has it."
          : "Whoever runs it has one. It is kept in this tab only, until you close it."}
      </p>
      <div class="controls">
        <div class="field">
          <label for="token">Token</label>
          <input
            id="token"
            type="password"
            autocomplete="off"
            value={given}
            onInput={(event) => set(event.currentTarget.value)}
          />
        </div>
        <button type="submit">Open the explorer</button>
      </div>
    </form>
  );
}
