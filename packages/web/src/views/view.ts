import type { ComponentType } from "preact";

/** A page of the explorer. One entry in `views/index.ts` makes its route and, where it has a `nav`, its link. */
export interface View {
  /** `/claims`; a view also answers for one more step, `/claims/NAME`, when it says so. */
  readonly path: string;
  readonly takesName?: boolean;
  /** Word in the navigation; left out there when absent. */
  readonly nav?: string;
  readonly title: string;
  /** Loaded when first opened. */
  load(): Promise<{ readonly default: ComponentType<ViewProps> }>;
}

export interface ViewProps {
  /** The last step of the path, for views that take one. */
  readonly name?: string | undefined;
}
