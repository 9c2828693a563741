import type { ComponentChildren } from "preact";

/** A region that scrolls when its table is wider than the page, by pointer and by keys. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
