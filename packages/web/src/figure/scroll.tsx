import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A region that scrolls when its table is wider than the page, by pointer and by keys; `from` says which end shows first. */
export function Scroll({
  label,
  from = "start",
  children,
}: {
  label: string;
  from?: "start" | "end";
  children: ComponentChildren;
}) {
  const region = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (from === "end" && region.current) region.current.scrollLeft = region.current.scrollWidth;
  }, [from]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section class="scroll" tabIndex={0} aria-label={label} ref={region}>
      {children}
    </section>
  );
}
