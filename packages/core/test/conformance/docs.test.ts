import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { indicatorsByName, sources, sourcesByName, version } from "@tightrope/core";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((p) =>
  p.endsWith(".md"),
);

describe("documentation", () => {
  it.each([...indicatorsByName.keys()])(
    "has a page for the indicator %s, with a command that runs it",
    (name) => {
      const text = readFileSync(join(root, "docs/indicators", `${name}.md`), "utf8");
      expect(text.startsWith(`# ${name}\n`)).toBe(true);
      expect(text).toMatch(new RegExp(`tightrope (run ${name}|simulate|why)`));
    },
  );

  it.each(sources.map((s) => s.name))(
    "has a page for the source %s, with a command that loads it with options it has",
    (name) => {
      const text = readFileSync(join(root, "docs/sources", `${name}.md`), "utf8");
      expect(text.startsWith(`# ${name}\n`)).toBe(true);
      const lines = [...text.matchAll(new RegExp(`^ {4}tightrope load ${name}(?= |$)(.*)$`, "gm"))];
      expect(lines.length).toBeGreaterThan(0);
      const known = new Set([
        ...Object.keys(sourcesByName.get(name)?.options.shape ?? {}),
        ...["replace", "retrieved", "workspace"],
      ]);
      for (const [, rest = ""] of lines)
        for (const [, option] of rest.matchAll(/ --([a-z_-]+)/g))
          expect(known.has(option as string), `${name} has no option --${option}`).toBe(true);
    },
  );

  it("has no page for an indicator or a source that is gone", () => {
    const known = new Set([...indicatorsByName.keys(), ...sources.map((s) => s.name)]);
    const written = pages
      .filter((p) => /^(indicators|sources)\//.test(p))
      .map((p) => p.replace(/^.*\/|\.md$/g, ""));
    expect(written.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each([...pages.map((p) => join("docs", p)), "README.md", "CONTRIBUTING.md"])(
    "%s has living links",
    (page) => {
      const text = readFileSync(join(root, page), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((m) => m[1] as string);
      expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
    },
  );
});

describe("the citation", () => {
  it("has the version and the day of release that the changelog has", () => {
    const citation = readFileSync(join(root, "CITATION.cff"), "utf8");
    const [, released, when] =
      /^## (\S+), (\S+)$/m.exec(readFileSync(join(root, "CHANGELOG.md"), "utf8")) ?? [];
    expect(released).toBe(version);
    expect(/^version: (.*)$/m.exec(citation)?.[1]).toBe(version);
    expect(/^date-released: (.*)$/m.exec(citation)?.[1]).toBe(when === "unreleased" ? undefined : when);
  });
});

describe("the version", () => {
  it("is one for all packages", () => {
    for (const name of ["core", "charts", "server", "cli", "web"])
      expect(JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")).version).toBe(
        version,
      );
  });
});
