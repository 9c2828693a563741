import { readFileSync } from "node:fs";
import { contrast, themes } from "@tightrope/charts";
import { renderPng, renderSvg } from "@tightrope/charts/node";
import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import { knownFrom } from "../src/known.ts";
import { examples } from "./examples/index.ts";
import { overlap, textBoxes } from "./layout.ts";
import { ink, pixelsOf } from "./png.ts";

const WIDTHS = [320, 360, 720, 1100, 1600];

describe.each(examples)("the $name example", ({ name, input, options }) => {
  const fresh = (width: number, theme: "light" | "dark" = "light") =>
    renderSvg(input, { width, theme, ...options });
  const drawn = new Map<string, string>();
  const draw = (width: number, theme: "light" | "dark" = "light"): string => {
    const svg = drawn.get(`${width} ${theme}`) ?? fresh(width, theme);
    drawn.set(`${width} ${theme}`, svg);
    return svg;
  };

  test("is drawn as it was, narrow and dark, wide and light", async () => {
    await expect(draw(360, "dark")).toMatchFileSnapshot(`snapshots/${name}-360-dark.svg`);
    await expect(draw(1100)).toMatchFileSnapshot(`snapshots/${name}-1100-light.svg`);
  });

  test("comes out as the same bytes every time", () => {
    expect(fresh(360)).toBe(draw(360));
  });

  test("is well-formed XML without broken numbers", () => {
    for (const width of WIDTHS) {
      const svg = draw(width);
      expect(wellFormed(svg)).toBe(true);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });

  test("has an accessible name and description that refer to its own elements", () => {
    const document = new DOMParser().parseFromString(draw(720), "image/svg+xml");
    const svg = document.documentElement as unknown as Element;
    expect(svg.getAttribute("role")).toBe("img");
    const ids = (svg.getAttribute("aria-labelledby") ?? "").split(" ");
    expect(ids).toHaveLength(2);
    const [title, description] = ids.map((id) => document.getElementById(id)?.textContent ?? "");
    expect(title).toBe(input.finding);
    expect((description ?? "").length).toBeGreaterThan(60);
  });

  test("carries finding, source, vintage, licence, coverage and receipt at every width", () => {
    for (const width of WIDTHS) {
      const boxes = textBoxes(draw(width));
      const said = (role: string) =>
        plain(
          boxes
            .filter((b) => b.role === role)
            .map((b) => b.text)
            .join(" "),
        );
      expect(said("title")).toBe(plain(input.finding as string));
      const footer = said("footer");
      const covers = [...input.coverage.notes, ...knownFrom(input.rows, input.coverage.notes)];
      const [source] = input.coverage.sources;
      for (const part of [
        source?.publisher,
        source?.title,
        source?.vintage,
        source?.licence,
        input.receipt.contentHash.slice(7, 19),
        input.receipt.tightrope,
        ...covers.map((n) => n.text),
      ])
        expect(footer).toContain(plain(part as string));
      const badges = said("badge");
      for (const note of covers) expect(badges.toLowerCase()).toContain(note.kind);
      if (covers.length === 0) expect(badges).toContain("Coverage");
      expect(badges).toContain("Receipt");
    }
  });

  test("keeps every text inside the picture and off every other", () => {
    for (const width of WIDTHS) {
      const svg = draw(width);
      const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
      const boxes = textBoxes(svg);
      expect(boxes.length).toBeGreaterThan(8);
      for (const box of boxes) {
        expect(box.left, `${box.text} at ${width}`).toBeGreaterThanOrEqual(-0.5);
        expect(box.right, `${box.text} at ${width}`).toBeLessThanOrEqual(width + 0.5);
        expect(box.bottom).toBeLessThanOrEqual(height);
      }
      const clashes = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .flatMap((b) =>
            overlap(a, b) ? [`${width}: “${a.text}” (${a.role}) and “${b.text}” (${b.role})`] : [],
          ),
      );
      expect(clashes).toEqual([]);
    }
  });

  test("has text that reads at 4.5:1 in both themes", () => {
    for (const theme of ["light", "dark"] as const)
      for (const box of textBoxes(draw(720, theme)))
        if (box.role !== "cell" || input.chart?.kind === "table")
          expect(
            contrast(box.fill, themes[theme].background),
            `${box.text} in ${theme}`,
          ).toBeGreaterThanOrEqual(4.5);
  });

  test("becomes a PNG with ink in title, plot and footer", () => {
    const svg = draw(360);
    const image = pixelsOf(renderPng(svg, { scale: 1 }));
    const boxes = textBoxes(svg);
    const span = (role: string): [number, number] => {
      const found = boxes.filter((b) => b.role === role);
      return [Math.min(...found.map((b) => b.top)), Math.max(...found.map((b) => b.bottom))];
    };
    const [title, badge] = [span("title"), span("badge")];
    expect(image.width).toBe(360);
    expect(ink(image, ...title)).toBeGreaterThan(0.05);
    expect(ink(image, span("subtitle")[1] + 4, badge[0] - 12)).toBeGreaterThan(0.01);
    expect(ink(image, ...badge)).toBeGreaterThan(0.05);
  });
});

test("the guide lists every example", () => {
  const guide = readFileSync(new URL("../../../docs/guide/charts.md", import.meta.url), "utf8");
  for (const { name } of examples) expect(guide).toContain(`${name}-1100-light.svg`);
});

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Tags that match and nest, attributes quoted and unique, no bare ampersand: what an XML parser refuses otherwise. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  let at = 0;
  for (const match of xml.matchAll(/<(\/?)([\w]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const between = xml.slice(at, match.index);
    if (/[<>]/.test(between)) return false;
    at = match.index + match[0].length;
    const names = [...(match[3] ?? "").matchAll(/([\w:-]+)="/g)].map((m) => m[1]);
    if (new Set(names).size !== names.length) return false;
    if (match[1]) {
      if (open.pop() !== match[2]) return false;
    } else if (!match[4]) open.push(match[2] as string);
  }
  return open.length === 0 && xml.slice(at).trim() === "" && !/&(?!amp;|lt;|gt;|quot;)/.test(xml);
}
