/** What a host tells an engine when it starts it: JSON in the environment variable named below. The CLI fills it from flags. */

export const ENGINE_OPTIONS_VARIABLE = 'MONOSEMA_ENGINE_OPTIONS';

export interface EngineOptions {
  /** Absolute path of the storage folder, which holds `runs/` and `activations/`. Made when missing. */
  storage: string;
  /** Absolute path of the folder that holds `starter-model/`, `starter-corpus/` and `starter-run/`. */
  media: string;
  /** Threads of onnxruntime and DuckDB together; null lets the engine choose. */
  threads: number | null;
  /** Memory for onnxruntime, DuckDB and buffers together, in MB (10^6 bytes); null lets the engine choose. */
  memoryMegabytes: number | null;
  /** `log` notifications below this level are not sent. */
  logLevel: 'trace' | 'debug' | 'info' | 'warning' | 'error';
}
