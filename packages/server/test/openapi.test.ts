import { Validator } from "@seriousme/openapi-schema-validator";
import { indicatorsByName } from "@tightrope/core";
import { createApp } from "@tightrope/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestWorkspace, testWorkspace } from "./workspace.ts";

let test: TestWorkspace;
beforeAll(async () => {
  test = await testWorkspace([]);
});
afterAll(() => test.close());

const documentOf = async (token?: string) =>
  (await createApp(test.ws, token ? { token } : {}).request("http://localhost:4747/openapi.json")).json();

it("the document is valid OpenAPI 3.1, with and without a token", async () => {
  for (const token of [undefined, "t"]) {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await documentOf(token));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
  }
});

it("a validator that is handed a broken document says so", async () => {
  const document = await documentOf();
  document.paths["/v1/indicators"].get.parameters = [{ name: "x" }];
  expect((await new Validator().validate(document)).valid).toBe(false);
});

it("the document names the server, the token and every indicator in every format with its example", async () => {
  const document = await documentOf("t");
  expect(document.servers).toEqual([{ url: "http://localhost:4747", description: "this server" }]);
  expect(document.components.securitySchemes.token).toEqual({ type: "http", scheme: "bearer" });
  for (const indicator of indicatorsByName.values()) {
    for (const suffix of [
      "",
      ".csv",
      ".sdmx.csv",
      ".parquet",
      ".arrow",
      ".md",
      ".metadata.json",
      ".svg",
      ".png",
    ])
      expect(document.paths, suffix).toHaveProperty([`/v1/indicators/${indicator.name}${suffix}`, "get"]);
    const { parameters } = document.paths[`/v1/indicators/${indicator.name}`].get;
    for (const [name, example] of Object.entries(indicator.example))
      expect(parameters.find((p: { name: string }) => p.name === name)?.example, name).toEqual(example);
  }
});

it("every path of the document is a route, and every reference in it leads somewhere", async () => {
  const app = createApp(test.ws);
  const document = await documentOf();
  const routes = app.routes.map((r) => new RegExp(`^${r.path.replace(/:[a-z]+/g, "[^/]+")}$`));
  for (const path of Object.keys(document.paths))
    expect(
      routes
        .filter((r) => r.source !== "^/*$" && r.source !== "^/v1/*$")
        .some((r) => r.test(path.replace(/[{}]/g, ""))),
      path,
    ).toBe(true);
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas).toHaveProperty(name as string);
});

it("the page to read needs nothing from elsewhere and runs no script", async () => {
  const html = await (await createApp(test.ws).request("/docs")).text();
  expect(html).toContain("How much of a country&#39;s imports");
  expect(html).not.toMatch(/<script|<link|<img|@import|url\(/);
  for (const [, href] of html.matchAll(/href="([^"]+)"/g)) expect(href).toMatch(/^[/#]/);
  for (const [, anchor] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${anchor}"`);
});
