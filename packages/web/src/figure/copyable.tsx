import { useState } from "preact/hooks";

/** Text to take along: selectable, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone("Copied");
    } catch {
      // Without permission (or over plain HTTP) the text can still be selected.
      setDone("Select the text and copy it");
    }
    setTimeout(setDone, 3000, undefined);
  };
  return (
    <div class="copyable">
      <div class="copyable-head">
        {label && <span>{label}</span>}
        <button type="button" onClick={copy}>
          Copy
        </button>
        <span role="status">{done}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and keys must reach them */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
