import { type ChartInput, type ChartOptions, chartFor, chartPoints, drawChart } from "@tightrope/charts";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { change, place } from "../router.ts";
import { theme } from "../theme.ts";
import { isNear, whenIdle } from "./turns.ts";

type Point = ReturnType<typeof chartPoints>[number];

interface Props {
  readonly id: string;
  readonly input: ChartInput;
  readonly options?: Partial<Omit<ChartOptions, "document" | "width" | "theme">> | undefined;
  readonly onDrawn?: (svg: SVGSVGElement) => void;
}

const NARROWEST = 320;
const WIDEST = 1100;
const PAPER = 620;
const LOW = 150;
/** A pointer farther than this from every mark points at none. */
const REACH = 48;

/**
 * A chart drawn for its own width. Pointer and arrow keys show the same words about a mark; a click or Enter pins
 * them, in the address.
 */
export function Picture({ id, input, options, onDrawn }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [points, setPoints] = useState<readonly Point[]>([]);
  const [at, setAt] = useState<number | null>(null);
  const [fault, setFault] = useState<string>();
  const [prints, setPrints] = useState(0);
  const printing = useRef(false);
  const name = theme.value;
  const pinned = pinOf(id);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      !printing.current &&
      setWidth(Math.min(WIDEST, Math.max(NARROWEST, Math.floor(element.getBoundingClientRect().width))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const key = JSON.stringify(options ?? {});
  useEffect(() => {
    const element = holder.current;
    if (width === 0 || !element) return;
    let gone = false;
    const draw = () => {
      const how = { ...options, document, width, theme: name, id: `f-${id}` };
      // A result that its hint does not fit is still a table.
      const drawn = drawChart(input, how).catch(() => drawChart(input, { ...how, kind: "table" }));
      drawn.then(
        (svg) => {
          if (gone) return;
          element.replaceChildren(svg);
          delete element.dataset.undrawn;
          setFault(undefined);
          setPoints(chartPoints(svg));
          onDrawn?.(svg);
        },
        (error: Error) => {
          if (!gone) setFault(error.message);
        },
      );
    };
    element.dataset.undrawn = "";
    const callOff = isNear(element) ? draw() : whenIdle(element, draw);
    return () => {
      gone = true;
      callOff?.();
    };
  }, [input, width, name, key, prints]);

  // Paper is white and narrow. Printing does not wait, so kinds that have to be loaded stay as they are.
  useEffect(() => {
    const onPaper = () => {
      printing.current = true;
      try {
        const light = {
          ...options,
          document,
          width: PAPER,
          plotHeight: LOW,
          theme: "light",
          id: `f-${id}`,
        } as const;
        holder.current?.replaceChildren(chartFor(input, light));
      } catch {
        // The picture on the screen is printed.
      }
    };
    const onScreen = () => {
      printing.current = false;
      setPrints((n) => n + 1);
    };
    addEventListener("beforeprint", onPaper);
    addEventListener("afterprint", onScreen);
    return () => {
      removeEventListener("beforeprint", onPaper);
      removeEventListener("afterprint", onScreen);
    };
  }, [input, key]);

  const pin = (index: number | null) => {
    const point = index === null ? undefined : points[index];
    const mark = point && keyOf(point);
    change({ pin: mark && mark !== pinned ? `${id}~${mark}` : null }, { replace: true });
  };
  const fixed = pinned === undefined ? -1 : points.findIndex((p) => keyOf(p) === pinned);
  const shown = at ?? (fixed >= 0 ? fixed : null);
  const point = shown === null ? undefined : points[shown];

  const nearest = (event: MouseEvent): number | null => {
    const frame = holder.current?.getBoundingClientRect();
    if (!frame) return null;
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    let best: number | null = null;
    let least = REACH ** 2;
    points.forEach((p, i) => {
      const d = (p.x - x) ** 2 + (p.y - y) ** 2;
      if (d < least) [best, least] = [i, d];
    });
    return best;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (points.length === 0) return;
    const from = shown ?? -1;
    const last = points.length - 1;
    const next: Record<string, number> = {
      ArrowRight: Math.min(last, from + 1),
      ArrowDown: Math.min(last, from + 1),
      ArrowLeft: Math.max(0, from - 1),
      ArrowUp: Math.max(0, from - 1),
      Home: 0,
      End: last,
    };
    if (event.key in next) setAt(next[event.key] as number);
    else if (event.key === "Enter" || event.key === " ") pin(shown);
    else if (event.key === "Escape") {
      setAt(null);
      pin(null);
    } else return;
    event.preventDefault();
  };

  if (fault)
    return <p class="note">This picture cannot be drawn: {fault}. The table below holds the figures.</p>;
  return (
    <div
      ref={box}
      class="picture"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart is read with arrow keys, so it takes focus
      tabIndex={0}
      role="application"
      aria-roledescription="chart"
      aria-label={`${options?.title ?? input.finding ?? input.title}. Arrow keys read the marks, Enter pins one.`}
      onPointerMove={(event) => event.pointerType === "mouse" && setAt(nearest(event))}
      onPointerLeave={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={onKeyDown}
      onClick={(event) => pin(nearest(event))}
    >
      <div ref={holder} class="drawing" />
      {point && (
        <>
          <span class="mark" style={{ left: `${point.x}px`, top: `${point.y}px` }} />
          <span
            class={`tip ${point.x > width * 0.6 ? "left" : ""}`}
            data-pinned={shown === fixed ? "" : undefined}
            style={{ left: `${point.x}px`, top: `${point.y}px` }}
          >
            {point.text}
          </span>
        </>
      )}
      <span class="heard" aria-live="polite">
        {point && at !== null ? point.text : ""}
      </span>
    </div>
  );
}

function keyOf(point: Point): string {
  return point.series && point.series !== point.label ? `${point.label}|${point.series}` : point.label;
}

/** The mark of this picture that the address pins. */
function pinOf(id: string): string | undefined {
  const pin = place.value.query.get("pin");
  return pin?.startsWith(`${id}~`) ? pin.slice(id.length + 1) : undefined;
}
