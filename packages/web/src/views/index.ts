import type { View } from "./view.ts";

/** Every view, in the order of the navigation. A new one is a file here and an entry below. */
export const views: readonly View[] = [
  { path: "/", title: "Findings", load: () => import("./home.tsx") },
  { path: "/pair", nav: "Pair", title: "Two countries", load: () => import("./pair.tsx") },
  { path: "/country", nav: "Country", title: "A country", load: () => import("./country.tsx") },
  {
    path: "/partners",
    nav: "Partners over time",
    title: "Partners over time",
    load: () => import("./partners.tsx"),
  },
  { path: "/products", nav: "Products", title: "Products", load: () => import("./products.tsx") },
  { path: "/scenarios", nav: "Scenarios", title: "Scenarios", load: () => import("./scenarios.tsx") },
  {
    path: "/technology",
    nav: "Technologies",
    title: "Research by technology",
    load: () => import("./technology.tsx"),
  },
  { path: "/claims", nav: "Claims", title: "Claims", takesName: true, load: () => import("./claims.tsx") },
  { path: "/data", nav: "Data", title: "Data", takesName: true, load: () => import("./data.tsx") },
  {
    path: "/indicators",
    nav: "Indicators",
    title: "Indicators",
    takesName: true,
    load: () => import("./indicators.tsx"),
  },
];

export function viewAt(path: string): { view: View; name?: string } | undefined {
  const exact = views.find((v) => v.path === path);
  if (exact) return { view: exact };
  const cut = path.lastIndexOf("/");
  const view = views.find((v) => v.takesName && v.path === path.slice(0, cut));
  if (!view || cut < 1) return undefined;
  try {
    return { view, name: decodeURIComponent(path.slice(cut + 1)) };
  } catch {
    return undefined;
  }
}
