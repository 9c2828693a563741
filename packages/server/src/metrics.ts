import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the server counts, in a registry of its own. */
export interface Metrics {
  readonly registry: Registry;
  request(route: string, method: string, status: number, seconds: number): void;
  cache(hit: boolean): void;
  /** Starts the clock of a run; call what it returns when the run ends. */
  run(indicator: string): (outcome: "ok" | "error" | "cancelled") => void;
  watch(gauges: { cached(): number; cells(): number; running(): number; waiting(): number }): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "tightrope_http_requests_total",
    help: "Requests answered, by route, method and status",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "tightrope_http_request_duration_seconds",
    help: "Seconds from request to the answer's head, by route",
    labelNames: ["route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10, 30, 60],
    registers,
  });
  const lookups = new Counter({
    name: "tightrope_result_lookups_total",
    help: "Results asked for, by whether memory had them",
    labelNames: ["found"],
    registers,
  });
  const runs = new Histogram({
    name: "tightrope_run_duration_seconds",
    help: "Seconds an indicator ran, by indicator and outcome",
    labelNames: ["indicator", "outcome"],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60],
    registers,
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory of this process",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  return {
    registry,
    request(route, method, status, seconds) {
      requests.inc({ route, method, status: String(status) });
      durations.observe({ route }, seconds);
    },
    cache: (hit) => lookups.inc({ found: String(hit) }),
    run(indicator) {
      const start = performance.now();
      return (outcome) => runs.observe({ indicator, outcome }, (performance.now() - start) / 1000);
    },
    watch({ cached, cells, running, waiting }) {
      gauge("tightrope_results_cached", "Results kept in memory", cached);
      gauge("tightrope_results_cached_cells", "Values of the results kept in memory", cells);
      gauge("tightrope_runs_active", "Indicators running now", running);
      gauge("tightrope_runs_waiting", "Questions waiting for a place", waiting);
    },
  };
}
