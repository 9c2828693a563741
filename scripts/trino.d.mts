export const TRINO_VERSION: string;
export const JAVA_NEEDED: number;
export function findTrino(options?: { download?: boolean }): string | undefined;
export function findJava(): string | undefined;
export function whyNoTrino(): string | undefined;

export interface TrinoCluster {
  readonly directory: string;
  readonly port: number;
  readonly securePort: number | undefined;
  /** Address for `createTrinoEngine`. */
  readonly url: string;
  pid(node: string): number | undefined;
  killWorker(n: number): Promise<void>;
  startWorker(n: number): Promise<void>;
  killCoordinator(): Promise<void>;
  startCoordinator(): Promise<void>;
  /** Resolves when the coordinator has ended. */
  ended(): Promise<void>;
  ready(workers?: number, within?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Default 2. With 0 the coordinator works alone. */
  workers?: number;
  /** Java heap of each node. Default 1G. */
  heap?: string;
  /** Folder the cluster sees as `local:///`. Default `/`. */
  files?: string;
  /** TLS with passwords and tokens beside plain HTTP: files of the certificate, the passwords and the token key. */
  secure?: { pem: string; passwords: string; jwtKey: string; port?: number };
  /** Light compilation, for clusters that live a minute. Default true. */
  quick?: boolean;
}
export function startTrino(options?: ClusterOptions): Promise<TrinoCluster>;
