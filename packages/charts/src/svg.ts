import { FONT } from "./theme.ts";

const NAMESPACE = "http://www.w3.org/2000/svg";

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Makes SVG elements in one document; numbers are rounded to a hundredth so that bytes are stable and short. */
export interface Pen {
  readonly document: Document;
  /** Prefix of ids, unique in the page. */
  readonly id: string;
  element(name: string, attributes?: Attributes, ...children: (Node | string)[]): SVGElement;
}

export function penFor(document: Document, id: string): Pen {
  return {
    document,
    id,
    element(name, attributes = {}, ...children) {
      const element = document.createElementNS(NAMESPACE, name) as SVGElement;
      for (const [key, value] of Object.entries(attributes))
        if (value !== undefined)
          element.setAttribute(key, typeof value === "number" ? String(round(value)) : value);
      for (const child of children)
        element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
      return element;
    },
  };
}

export function round(value: number): number {
  return Math.round(value * 100) / 100 || 0;
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly anchor?: "start" | "middle" | "end";
  /** Colour of a halo that keeps text legible over lines. */
  readonly halo?: string | undefined;
  readonly role?: string;
}

/** A line of text with its baseline at `y`. Every text says its own size and family, so no style sheet is needed. */
export function textAt(pen: Pen, x: number, y: number, text: string, style: TextStyle): SVGElement {
  const { size, fill, bold, anchor = "start", halo, role } = style;
  return pen.element(
    "text",
    {
      x,
      y,
      "font-family": FONT,
      "font-size": size,
      "font-weight": bold ? 600 : undefined,
      "text-anchor": anchor,
      fill,
      ...(halo
        ? { stroke: halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" }
        : {}),
      "data-role": role,
    },
    text,
  );
}

/** The markup of an SVG element as an XML document; the same in a browser and in Node. */
export function serialize(svg: Element): string {
  return `${markup(svg)}\n`;
}

function markup(node: Node): string {
  if (node.nodeType === 3) return escapeText(node.nodeValue ?? "");
  if (node.nodeType !== 1) return "";
  const element = node as Element;
  const name = element.localName;
  let text = `<${name}`;
  for (const { name: key, value } of Array.from(element.attributes))
    text += ` ${key}="${escapeText(value).replaceAll('"', "&quot;")}"`;
  const inner = Array.from(element.childNodes).map(markup).join("");
  return inner === "" ? `${text}/>` : `${text}>${inner}</${name}>`;
}

function escapeText(text: string): string {
  // Control characters other than tab and line ends are not allowed in XML 1.0 at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return clean.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
