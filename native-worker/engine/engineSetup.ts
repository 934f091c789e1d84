/** What an engine needs to know at its start: from its host (an environment variable) or from the command line. */
import { z } from 'zod';
import { ENGINE_OPTIONS_VARIABLE, type EngineOptions } from '../../protocol/engineOptions.ts';
import { EngineError } from '../../link/engineError.ts';
import { openStorage, type Storage } from '../storage.ts';
import { THREADS_VARIABLE } from '../threadBudget.ts';

export interface EngineSetup {
  storage: Storage;
  /** Threads of onnxruntime and DuckDB; null: each library's own choice within the machine's cores. */
  threads: number | null;
  memoryMegabytes: number | null;
  logLevel: EngineOptions['logLevel'];
}

const optionsSchema = z.object({
  storage: z.string().min(1),
  media: z.string().min(1),
  threads: z.int().min(1).nullable(),
  memoryMegabytes: z.number().min(1).nullable(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warning', 'error']),
}) satisfies z.ZodType<EngineOptions>;

const UNBOUNDED = { threads: null, memoryMegabytes: null, logLevel: 'info' } as const;

/** Reads the host's options. Children inherit the media folder and the budget through this process' environment. */
export function setupFromEnvironment(environment: NodeJS.ProcessEnv = process.env): EngineSetup {
  const text = environment[ENGINE_OPTIONS_VARIABLE];
  if (text === undefined) return setup(undefined, UNBOUNDED, environment);
  const parsed = optionsSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new EngineError(
      'invalidRequest',
      `${ENGINE_OPTIONS_VARIABLE} is wrong: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { storage, media, ...rest } = parsed.data;
  environment['MONOSEMA_MEDIA'] = media;
  return setup(storage, rest, environment);
}

export function setupFromFlags({ storage }: { storage?: string | undefined }): EngineSetup {
  return setup(storage, UNBOUNDED, process.env);
}

function setup(
  storage: string | undefined,
  rest: Omit<EngineSetup, 'storage'>,
  environment: NodeJS.ProcessEnv,
): EngineSetup {
  if (rest.threads !== null) environment[THREADS_VARIABLE] = String(rest.threads);
  return { storage: openStorage(storage), ...rest };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
