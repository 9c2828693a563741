import fontUrl from "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url";
import { serialize } from "@tightrope/charts";

export { save } from "./save.ts";

export function svgText(svg: SVGSVGElement): string {
  return serialize(svg);
}

/** The picture as PNG at twice its size. An image may not use the page's fonts, so the bundled one goes into it. */
export async function pngOf(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const [width, height] = [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  const font = await dataUrlOf(fontUrl);
  const style = `<style>@font-face{font-family:"Source Sans 3";src:url(${font}) format("woff2");font-weight:200 900}</style>`;
  const text = serialize(svg).replace(/^(<\?xml[^>]*\?>\s*)?(<svg[^>]*>)/, `$2${style}`);
  const url = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  const image = new Image(width, height);
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws no PNG: take the SVG");
  pen.scale(scale, scale);
  pen.drawImage(image, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the PNG could not be made"))),
      "image/png",
    ),
  );
}

async function dataUrlOf(url: string): Promise<string> {
  const blob = await (await fetch(url)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("the font could not be read"));
    reader.readAsDataURL(blob);
  });
}

/** A file name from a sentence: `china-supplied-34-percent-of-russias-imports`. */
export function fileName(text: string, ending: string): string {
  const slug = text
    .normalize("NFKD")
    .replace(/[%]/g, " percent ")
    .replace(/[’']/g, "")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)
    .replace(/-$/, "");
  return `${slug || "picture"}.${ending}`;
}
