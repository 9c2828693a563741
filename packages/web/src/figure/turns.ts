/** Drawing that can wait: pictures outside the window are drawn one by one when the page has nothing else to do. */
const waiting: (() => void)[] = [];
let asked = false;

/** True when an element stands in the window or within a quarter of its height. */
export function isNear(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -innerHeight / 4 && top < innerHeight * 1.25;
}

/** Calls `draw` when its turn has come, or at once when `element` comes near. Returns what calls it off. */
export function whenIdle(element: Element, draw: () => void): () => void {
  const off = () => {
    observer.disconnect();
    const at = waiting.indexOf(once);
    if (at >= 0) waiting.splice(at, 1);
  };
  const once = () => {
    off();
    draw();
  };
  const observer = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && once(), {
    rootMargin: "25%",
  });
  observer.observe(element);
  waiting.push(once);
  ask();
  return off;
}

function ask(): void {
  if (asked) return;
  asked = true;
  const turn = () => {
    asked = false;
    waiting[0]?.();
    if (waiting.length > 0) ask();
  };
  // Safari has no idle callbacks.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(turn, { timeout: 300 });
  else setTimeout(turn, 30);
}
