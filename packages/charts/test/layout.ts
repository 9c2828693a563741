import { textWidth } from "@tightrope/charts";

export interface Box {
  readonly text: string;
  readonly role: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fill: string;
}

const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;

/** The boxes of every text in an SVG, from its own coordinates and the bundled advances. Turned text is left out. */
export function textBoxes(svg: string): Box[] {
  const boxes: Box[] = [];
  const offsets: [number, number][] = [[0, 0]];
  for (const match of svg.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g)) {
    const [, closing, name, rest = "", empty, content = ""] = match;
    if (closing) {
      if (name === "g") offsets.pop();
      continue;
    }
    const attributes = Object.fromEntries([...rest.matchAll(ATTRIBUTE)].map((m) => [m[1], m[2]]));
    const moved = /^translate\((-?[\d.]+),(-?[\d.]+)\)(.*)$/.exec(attributes.transform ?? "");
    const [x0, y0] = offsets.at(-1) as [number, number];
    const here: [number, number] = moved ? [x0 + Number(moved[1]), y0 + Number(moved[2])] : [x0, y0];
    if (name === "g" && !empty) offsets.push(here);
    if (name !== "text" || moved?.[3]) continue;
    if (attributes["data-role"] === undefined)
      throw new Error(`text without a role, so without a box: ${content}`);
    const text = unescaped(content);
    const size = Number(attributes["font-size"]);
    const width = textWidth(text, size, attributes["font-weight"] === "600" ? "semibold" : "regular");
    const anchor = attributes["text-anchor"] ?? "start";
    const left =
      here[0] + Number(attributes.x) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    const base = here[1] + Number(attributes.y);
    boxes.push({
      text,
      role: attributes["data-role"],
      left,
      right: left + width,
      top: base - size * 0.72,
      bottom: base + size * 0.2,
      fill: attributes.fill ?? "",
    });
  }
  return boxes;
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom && b.top < a.bottom;
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
