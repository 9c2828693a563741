import { expect, test } from "vitest";
import { describeAddress, parseTrinoUrl } from "../../../src/engines/trino/url.ts";
import { UsageError } from "../../../src/errors.ts";

test("a short address has the defaults", () => {
  expect(parseTrinoUrl("trino://localhost", {})).toEqual({
    host: "localhost",
    port: 8080,
    tls: false,
    verify: true,
    catalog: "tightrope",
    schema: "tightrope",
    files: "/",
    location: "local:///",
    session: {},
  });
});

test("a full address is read part by part", () => {
  const url =
    "trino://ana:p%40ss%3A@trino.example.org/Lake/Trade?location=s3://bucket/ws&files=/mnt/ws&layout=/mnt/ws/links";
  expect(parseTrinoUrl(url, {})).toMatchObject({
    host: "trino.example.org",
    port: 443,
    tls: true,
    user: "ana",
    password: "p@ss:",
    catalog: "lake",
    schema: "trade",
    files: "/mnt/ws/",
    location: "s3://bucket/ws/",
    layout: "/mnt/ws/links",
  });
});

test("secrets may come from the environment, and the address wins over it", () => {
  const secrets = { TIGHTROPE_TRINO_PASSWORD: "env" };
  expect(parseTrinoUrl("trino://ana@h/c", secrets)).toMatchObject({ password: "env", tls: true });
  expect(parseTrinoUrl("trino://ana:url@h/c", secrets)).toMatchObject({ password: "url" });
  expect(parseTrinoUrl("trino://h/c", { TIGHTROPE_TRINO_TOKEN: "t" })).toMatchObject({
    token: "t",
    tls: true,
  });
});

test.each([
  ["mysql://h/c", "unknown engine: mysql:// (expected trino://user@host:port/catalog)"],
  ["trino://h:port/c", "unreadable engine address (expected trino://user@host:port/catalog)"],
  ["trino:///c", "engine address without a host (expected trino://user@host:port/catalog)"],
  ["trino://h/a/b/c", "engine address with too long a path: /a/b/c (expected /catalog/schema)"],
  ["trino://h/a%22;drop", 'unusable catalog or schema name: a";drop (expected letters, digits and _)'],
  ["trino://h/c?ssl=maybe", "unusable ssl: maybe (expected true or false)"],
  [
    "trino://h/c?sssl=true",
    "unknown engine option: sssl (expected ssl, ca, verify, files, location, layout or session.NAME)",
  ],
  ["trino://a:b@h/c?ssl=false", "credentials would go over plain http to h (expected ssl=true)"],
  ["trino://:b@h/c", "a password without a user (expected trino://user:password@host:port/catalog)"],
  [
    "trino://h/c?location=bucket",
    "unusable location: bucket/ (expected local:///folder or s3://bucket/folder)",
  ],
  [
    "trino://h/c?ca=/no/such.pem",
    "cannot read the certificate authority: /no/such.pem (expected a PEM file)",
  ],
])("%s is refused: %s", (url, message) => {
  expect(() => parseTrinoUrl(url, {})).toThrow(new UsageError(message));
});

test("a password is in no message and no description", () => {
  expect(describeAddress(parseTrinoUrl("trino://ana:hush@h:1/c", {}))).toBe("trino://h:1/c?ssl=true");
  for (const url of ["trino://ana:hush@h:x/c", "trino://ana:hush@h/c?z=1", "trino://ana:hush@h/c?ssl=false"])
    try {
      parseTrinoUrl(url, {});
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).not.toContain("hush");
    }
});
