import type { Option } from "./form/choice.tsx";

/** Goods that pickers offer in words; the values are what every indicator’s `product` reads. */
export const GOODS: readonly Option[] = [
  { value: "total", text: "all goods" },
  { value: "hightech", text: "high technology" },
  { value: "list:chpl", text: "common high-priority list (export controls)" },
  { value: "bec:capital", text: "capital goods" },
  { value: "section:XVI", text: "machinery and electronics" },
  { value: "chapter:85", text: "electrical machinery" },
  { value: "chapter:87", text: "vehicles" },
  { value: "chapter:27", text: "mineral fuels" },
  { value: "section:VI", text: "chemicals" },
  { value: "section:XV", text: "base metals" },
];

export function goodsText(value: string): string {
  return GOODS.find((g) => g.value === value)?.text ?? value;
}
