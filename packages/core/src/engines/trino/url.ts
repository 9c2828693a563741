import { readFileSync } from "node:fs";
import { UsageError } from "../../errors.ts";

/** Where a Trino coordinator is and how to talk to it; see docs/guide/trino.md for the same list in prose. */
export interface TrinoAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  /** False accepts any certificate. Default true. */
  readonly verify: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly catalog: string;
  /** First part of the names of the schemas that snapshots become. Default `tightrope`. */
  readonly schema: string;
  /** Folder here, and the same folder as the cluster names it. Default `/` and `local:///`. */
  readonly files: string;
  readonly location: string;
  /** Folder for the per-snapshot links; default `.tightrope/trino` of the workspace. */
  readonly layout?: string;
  readonly session: Readonly<Record<string, string>>;
}

export type TrinoSecrets = Readonly<Record<string, string | undefined>>;

const KNOWN = ["ssl", "ca", "verify", "files", "location", "layout"];

/**
 * Reads `trino://user:password@host:port/catalog/schema?ssl=true&ca=ca.pem&location=s3://bucket/workspace…`.
 * A password or token that should stay out of shell history comes from `secrets`, by default the environment:
 * TIGHTROPE_TRINO_PASSWORD, TIGHTROPE_TRINO_TOKEN.
 *
 * @throws {UsageError} for anything unreadable, and for credentials over plain HTTP to another machine.
 */
export function parseTrinoUrl(text: string, secrets: TrinoSecrets = process.env): TrinoAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    // The text is not shown: it may hold a password.
    throw new UsageError("unreadable engine address (expected trino://user@host:port/catalog)", { cause });
  }
  if (url.protocol !== "trino:")
    throw new UsageError(`unknown engine: ${url.protocol}// (expected trino://user@host:port/catalog)`);
  if (url.hostname === "")
    throw new UsageError("engine address without a host (expected trino://user@host:port/catalog)");

  const query = url.searchParams;
  const session: Record<string, string> = {};
  for (const [key, value] of query) {
    if (key.startsWith("session.")) session[key.slice("session.".length)] = value;
    else if (!KNOWN.includes(key))
      throw new UsageError(`unknown engine option: ${key} (expected ${KNOWN.join(", ")} or session.NAME)`);
  }

  const path = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  if (path.length > 2)
    throw new UsageError(`engine address with too long a path: ${url.pathname} (expected /catalog/schema)`);
  for (const name of path)
    if (!/^[A-Za-z0-9_]+$/.test(name))
      throw new UsageError(`unusable catalog or schema name: ${name} (expected letters, digits and _)`);

  const password = decodeURIComponent(url.password) || secrets.TIGHTROPE_TRINO_PASSWORD || undefined;
  const token = secrets.TIGHTROPE_TRINO_TOKEN || undefined;
  const tls = flag(query, "ssl", url.port === "443" || password !== undefined || token !== undefined);
  if (!tls && (password !== undefined || token !== undefined) && !isLoopback(url.hostname))
    throw new UsageError(`credentials would go over plain http to ${url.hostname} (expected ssl=true)`);
  const user = decodeURIComponent(url.username) || undefined;
  // It travels in a header.
  if (user !== undefined && !/^[\x21-\x7e\xa1-\xff]+$/.test(user))
    throw new UsageError(`unusable user name: ${user} (expected Latin letters, no spaces)`);
  if (password !== undefined && user === undefined)
    throw new UsageError("a password without a user (expected trino://user:password@host:port/catalog)");

  const files = folder(query.get("files") ?? "/");
  const location = folder(query.get("location") ?? "local:///");
  if (!/^[a-z][a-z0-9]*:\/\//.test(location))
    throw new UsageError(`unusable location: ${location} (expected local:///folder or s3://bucket/folder)`);
  const ca = query.get("ca");
  const layout = query.get("layout");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (tls ? 443 : 8080) : Number(url.port),
    tls,
    verify: flag(query, "verify", true),
    ...(ca === null ? {} : { ca: readCa(ca) }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(token === undefined ? {} : { token }),
    catalog: (path[0] ?? "tightrope").toLowerCase(),
    schema: (path[1] ?? "tightrope").toLowerCase(),
    files,
    location,
    ...(layout === null ? {} : { layout }),
    session,
  };
}

/** The address without its secrets, for messages. */
export function describeAddress({ host, port, tls, catalog }: TrinoAddress): string {
  return `trino://${host.includes(":") ? `[${host}]` : host}:${port}/${catalog}${tls ? "?ssl=true" : ""}`;
}

const folder = (path: string) => (path.endsWith("/") ? path : `${path}/`);

function flag(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new UsageError(`unusable ${name}: ${value} (expected true or false)`);
}

function readCa(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read the certificate authority: ${path} (expected a PEM file)`, { cause });
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\./.test(host);
}
