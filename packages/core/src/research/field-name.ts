import { OPENALEX_FIELDS } from "../sources/openalex/fields.ts";
import { technologies } from "../technologies/technologies.ts";

/** The name of a field of research or technology, as rows have it: `17`, `tech:quantum`; another text as it is. */
export function fieldName(field: string): string {
  const technology = field.startsWith("tech:") ? field.slice("tech:".length) : undefined;
  return (
    OPENALEX_FIELDS[field] ??
    technologies().find((t) => t.name === technology)?.title ??
    (field === "all" ? "All fields" : field)
  );
}
