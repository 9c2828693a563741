import type { RequestError } from "../api.ts";
import { Failed } from "../figure/states.tsx";
import { ToLoad } from "../figure/to-load.tsx";

/** Why no question can be answered here, and what to load. */
export function NoBaseline({ error }: { error: RequestError | undefined }) {
  if (error) return <Failed error={error} />;
  return (
    <div class="text empty">
      <h1>What if</h1>
      <p>
        Scenarios are solved on a world input-output table, and none is loaded. A compact one of 2011 comes
        with the China-Russia case: <code>tightrope init FOLDER --case china-russia</code>.
      </p>
      <ToLoad table="flows_io" />
    </div>
  );
}
