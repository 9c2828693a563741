// A Trino cluster on this machine's loopback, for the tests and the benchmark:
//
//   node scripts/trino.mjs fetch                    download the server into the user's cache (0.8 GB, once)
//   node scripts/trino.mjs start [--workers N]      run a cluster until interrupted, printing its address
//   node scripts/trino.mjs run [--workers N] -- CMD run a command with TIGHTROPE_TRINO_URL set, then stop
//
// Fetching needs Maven, gives up after FETCH_MINUTES a try, and never throws: without a server the tests are skipped.
// It runs the configuration in deploy/trino, so what is written there for users is what the tests run.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const TRINO_VERSION = "476";
/** Trino 476 runs on Java 24 or newer. */
export const JAVA_NEEDED = 24;
/** The plugins a Tightrope cluster needs; loading all of them doubles the start. */
const PLUGINS = ["hive", "password-authenticators"];
/** Two clusters of three servers may run side by side, with the tests: a machine sold as 8 GB. */
const MEMORY_NEEDED = 7.5 * 2 ** 30;
const FETCH_TRIES = 2;
const FETCH_MINUTES = Number(process.env.TIGHTROPE_TRINO_FETCH_MINUTES ?? 4);
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const QUICK = [
  "-XX:TieredStopAtLevel=1",
  "-XX:+UseSerialGC",
  "-XX:+UnlockDiagnosticVMOptions",
  "-XX:-BytecodeVerificationRemote",
];
const DEPLOY = fileURLToPath(new URL("../deploy/trino/", import.meta.url));

/** The folder of the unpacked server, or undefined. With `download`, fetches it by Maven when it is not there. */
export function findTrino({ download = false } = {}) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tightrope", "trino");
  const home = process.env.TIGHTROPE_TRINO_HOME || join(cache, `trino-server-${TRINO_VERSION}`);
  if (existsSync(join(home, "lib"))) return home;
  if (!download || process.env.TIGHTROPE_TRINO_HOME) return undefined;
  let scratch;
  try {
    mkdirSync(cache, { recursive: true });
    scratch = mkdtempSync(join(cache, "unpack-"));
    if (!fetchArtefact(scratch)) return undefined;
    const archive = `trino-server-${TRINO_VERSION}.tar.gz`;
    const unpacked = spawnSync("tar", ["xzf", archive], {
      cwd: scratch,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (unpacked.status !== 0) return undefined;
    // Renamed last, so that an interrupted download is never taken for a server.
    if (!existsSync(home)) renameSync(join(scratch, `trino-server-${TRINO_VERSION}`), home);
    return home;
  } catch (error) {
    // A full disk, a folder that may not be written: the same as no server.
    process.stderr.write(`cannot keep the Trino server in ${cache}: ${error.message}\n`);
    return undefined;
  } finally {
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  }
}

/** Has Maven bring the archive into a folder. A try that hangs is ended. */
function fetchArtefact(folder) {
  const artefact = `io.trino:trino-server:${TRINO_VERSION}:tar.gz`;
  for (let attempt = 1; attempt <= FETCH_TRIES; attempt++) {
    process.stderr.write(
      `fetching ${artefact} with Maven (0.8 GB, once; try ${attempt} of ${FETCH_TRIES})\n`,
    );
    const { status, error } = spawnSync(
      "mvn",
      ["-B", "-q", "dependency:copy", `-Dartifact=${artefact}`, `-DoutputDirectory=${folder}`],
      {
        cwd: folder,
        stdio: ["ignore", "inherit", "inherit"],
        timeout: FETCH_MINUTES * 60_000,
        killSignal: "SIGKILL",
      },
    );
    if (status === 0) return true;
    if (error) process.stderr.write(`mvn: ${error.message}\n`);
    if (error?.code === "ENOENT") return false;
  }
  return false;
}

/** A `java` new enough for the server: TIGHTROPE_TRINO_JAVA, JAVA_HOME, the usual folders, then the path. */
export function findJava() {
  const homes = [process.env.TIGHTROPE_TRINO_JAVA, process.env.JAVA_HOME].filter(Boolean);
  for (const folder of [
    "/usr/lib/jvm",
    "/Library/Java/JavaVirtualMachines",
    join(homedir(), ".sdkman/candidates/java"),
  ])
    if (existsSync(folder))
      for (const name of readdirSync(folder).sort().reverse())
        homes.push(join(folder, name), join(folder, name, "Contents/Home"));
  for (const java of [...homes.map((home) => join(home, "bin", "java")), "java"]) {
    if (java !== "java" && !existsSync(java)) continue;
    const { stdout, stderr } = spawnSync(java, ["-version"], { encoding: "utf8" });
    const version = Number(/version "(\d+)/.exec(`${stdout}${stderr}`)?.[1] ?? 0);
    if (version >= JAVA_NEEDED) return java;
  }
  return undefined;
}

/** Why a cluster cannot be had here, or undefined when it can. Downloads when TIGHTROPE_TRINO=1. */
export function whyNoTrino() {
  const how = "TIGHTROPE_TRINO=1 npm test";
  if (process.env.TIGHTROPE_TRINO !== "1")
    return `Trino tests are left out; '${how}' includes them (0.8 GB download, once)`;
  if (!findJava())
    return `Trino tests are left out: no Java ${JAVA_NEEDED} or newer found (set JAVA_HOME), then '${how}'`;
  if (totalmem() < MEMORY_NEEDED)
    return `Trino tests are left out: the servers need a machine with ${MEMORY_NEEDED / 2 ** 30} GB of memory or more`;
  if (!findTrino({ download: true }))
    return `Trino tests are left out: the server could not be fetched with Maven; '${how}' tries again`;
  return undefined;
}

/** Starts a coordinator and `workers` workers and waits until all of them take queries. */
export async function startTrino({ workers = 2, heap = "1G", files = "/", secure, quick = true } = {}) {
  const home = findTrino();
  const java = findJava();
  if (!home) throw new Error("no Trino server found; fetch it with: node scripts/trino.mjs fetch");
  if (!java) throw new Error(`no Java ${JAVA_NEEDED} or newer found; set JAVA_HOME to one`);
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "tightrope-trino-")));
  const plugins = join(directory, "plugins");
  const metastore = join(directory, "metastore");
  for (const folder of [plugins, metastore]) mkdirSync(folder, { recursive: true });
  for (const plugin of PLUGINS) symlinkSync(join(home, "plugin", plugin), join(plugins, plugin));
  const port = await freePort();
  const coordinator = `http://127.0.0.1:${port}`;
  const secret = randomBytes(24).toString("hex");
  // Short-lived clusters spend most of their time loading classes and running code for the first time: light
  // compilation, a collector without threads of its own and trusted bytecode. Benchmarks pass quick: false.
  const jvm = readFileSync(join(DEPLOY, "jvm.config"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("-") && !(quick && /G1|ExplicitGC/.test(line)))
    .concat(`-Xmx${heap}`, quick ? QUICK : []);
  const nodes = new Map();
  /** Address of every worker that was started and has not ended. */
  const live = new Map();

  async function startNode(name, role, nodePort) {
    const data = join(directory, name);
    mkdirSync(join(data, "secrets"), { recursive: true });
    const settings = [
      // A coordinator keeps the address it knows of a node's name for as long as it has not noticed its death, so a
      // worker that comes back at another port must not bear its old name.
      `node.id=${name}-${nodePort}-${secret.slice(0, 8)}`,
      `internal-communication.shared-secret=${secret}`,
      `secrets-plugins-dir=${join(data, "secrets")}`,
      ...(quick ? ["http-server.log.enabled=false", "task.concurrency=1"] : []),
      ...(role === "coordinator" && secure ? secureSettings(directory, secure) : []),
    ];
    const classpath = `${join(home, "lib")}/*`;
    const config = join(DEPLOY, role, "config.properties");
    const log = openSync(join(directory, `${name}.log`), "a");
    const child = spawn(
      java,
      [
        "-cp",
        classpath,
        ...jvm,
        ...settings.map((s) => `-D${s}`),
        `-Dconfig=${config}`,
        "io.trino.server.TrinoServer",
      ],
      {
        cwd: data,
        stdio: ["ignore", log, log],
        env: {
          ...process.env,
          TIGHTROPE_TRINO_BIND: "127.0.0.1",
          TIGHTROPE_TRINO_ADDRESS: "127.0.0.1",
          TIGHTROPE_TRINO_PORT: String(nodePort),
          TIGHTROPE_TRINO_COORDINATOR: coordinator,
          TIGHTROPE_TRINO_COORDINATOR_WORKS: String(workers === 0),
          TIGHTROPE_TRINO_CATALOGS: join(DEPLOY, "catalog"),
          TIGHTROPE_TRINO_PLUGINS: plugins,
          TIGHTROPE_TRINO_METASTORE: `local://${metastore}`,
          TIGHTROPE_TRINO_FILES: files,
        },
      },
    );
    nodes.set(name, child);
    if (role === "worker") live.set(name, `http://127.0.0.1:${nodePort}`);
    child.once("exit", () => {
      if (nodes.get(name) !== child) return;
      nodes.delete(name);
      live.delete(name);
    });
  }

  const endNode = (name, signal = "SIGKILL") =>
    new Promise((done) => {
      const child = nodes.get(name);
      if (!child || child.exitCode !== null) return done();
      child.once("exit", done);
      child.kill(signal);
    });

  // Servers must not outlive whoever started them, however it ends.
  const endAll = () => {
    for (const child of nodes.values()) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  const onSignal = (signal) => {
    release();
    endAll();
    process.kill(process.pid, signal);
  };
  const release = () => {
    process.removeListener("exit", endAll);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
  process.once("exit", endAll);
  for (const signal of SIGNALS) process.once(signal, onSignal);

  const cluster = {
    directory,
    port,
    securePort: undefined,
    url: `trino://test@127.0.0.1:${port}/tightrope`,
    /** Ends a worker (1 to N) at once, as a power cut would. */
    killWorker: (n) => endNode(`worker-${n}`),
    /** Process id of a node (`coordinator`, `worker-1`, …), to measure it. */
    pid: (name) => nodes.get(name)?.pid,
    startWorker: async (n) => startNode(`worker-${n}`, "worker", await freePort()),
    killCoordinator: () => endNode("coordinator"),
    startCoordinator: () => startNode("coordinator", "coordinator", port),
    /** Resolves when the coordinator has ended. */
    ended: () => new Promise((done) => nodes.get("coordinator")?.once("exit", done) ?? done()),
    /** Resolves when the coordinator takes queries and `count` workers that live have started and are known to it. */
    ready: async (count = workers, within = 240_000) => {
      const end = Date.now() + within;
      for (;;) {
        if (await isReady(coordinator, [...live.values()], count)) return;
        const why = !nodes.has("coordinator")
          ? "the coordinator ended"
          : Date.now() > end
            ? `${within / 1000} s are over`
            : "";
        if (why)
          throw new Error(
            `the Trino cluster did not start (${why}):\n${tail(join(directory, "coordinator.log"))}`,
          );
        await new Promise((wait) => setTimeout(wait, 250));
      }
    },
    stop: async () => {
      release();
      await Promise.all([...nodes.keys()].map((name) => endNode(name)));
      rmSync(directory, { recursive: true, force: true });
    },
  };

  if (secure) cluster.securePort = secure.port = await freePort();
  try {
    await cluster.startCoordinator();
    for (let n = 1; n <= workers; n++) await cluster.startWorker(n);
    await cluster.ready();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Settings for TLS with passwords and JWT: `secure` is { pem, passwords (a file), jwtKey (a file) }. */
function secureSettings(directory, secure) {
  const authenticator = join(directory, "password-authenticator.properties");
  writeFileSync(authenticator, `password-authenticator.name=file\nfile.password-file=${secure.passwords}\n`);
  return [
    "http-server.https.enabled=true",
    `http-server.https.port=${secure.port}`,
    `http-server.https.keystore.path=${secure.pem}`,
    "http-server.authentication.type=PASSWORD,JWT",
    `password-authenticator.config-files=${authenticator}`,
    `http-server.authentication.jwt.key-file=${secure.jwtKey}`,
    // The nodes talk to each other over plain HTTP on the loopback.
    "http-server.authentication.allow-insecure-over-http=true",
  ];
}

async function isReady(base, workers, count) {
  try {
    // A worker is announced before it has started, and refuses work until then.
    for (const node of [base, ...workers])
      if ((await (await fetch(`${node}/v1/info`)).json()).starting) return false;
    // Asked by query, since a node is only useful once it is schedulable. One that has just died is still listed.
    const sql = "select http_uri from system.runtime.nodes where state = 'active' and not coordinator";
    let page = await (
      await fetch(`${base}/v1/statement`, { method: "POST", body: sql, headers: { "x-trino-user": "test" } })
    ).json();
    const active = [];
    for (
      ;
      page.nextUri;
      page = await (await fetch(page.nextUri, { headers: { "x-trino-user": "test" } })).json()
    )
      active.push(...(page.data ?? []).flat());
    active.push(...(page.data ?? []).flat());
    return !page.error && workers.filter((uri) => active.includes(uri)).length >= count;
  } catch {
    return false;
  }
}

const tail = (file) =>
  existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-12).join("\n") : "no log";

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function main([command, ...rest]) {
  const split = rest.indexOf("--");
  const options = split < 0 ? rest : rest.slice(0, split);
  const at = options.indexOf("--workers");
  const workers = at < 0 ? 2 : Number(options[at + 1]);
  if (command === "fetch") {
    const home = findTrino({ download: true });
    if (!home) throw new Error("could not fetch the server: is `mvn` on the path and a repository in reach?");
    process.stdout.write(`${home}\n`);
    return 0;
  }
  if ((command !== "start" && command !== "run") || !Number.isInteger(workers) || workers < 0) {
    process.stderr.write(
      "usage: node scripts/trino.mjs fetch | start [--workers N] | run [--workers N] -- COMMAND…\n",
    );
    return 2;
  }
  const cluster = await startTrino({ workers });
  let status = 0;
  try {
    if (command === "run") {
      const [program, ...args] = rest.slice(split + 1);
      const child = spawn(program, args, {
        stdio: "inherit",
        env: { ...process.env, TIGHTROPE_TRINO_URL: cluster.url },
      });
      status = await new Promise((done) => child.once("exit", (code) => done(code ?? 1)));
    } else {
      process.stdout.write(`${cluster.url}\n`);
      // A signal ends the servers and then this process; so does a coordinator that dies.
      await cluster.ended();
      status = 1;
    }
  } finally {
    await cluster.stop();
  }
  return status;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2)).then(
    (status) => process.exit(status),
    (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
  );
