/** What a figure depends on besides the code: printed above every table and kept with every result. */
import { readFileSync } from 'node:fs';
import { arch, cpus, freemem, release, totalmem, type } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { packageVersion } from '../../native-worker/installation.ts';
import { ort } from '../../native-worker/onnx/ort.ts';

export interface MachineFacts {
  date: string;
  processor: string;
  /** Logical ones. */
  cores: number;
  /** Those of the instruction sets that matter here which the processor says it has; null where the system does not tell. */
  instructions: string[] | null;
  memoryGiB: number;
  freeMemoryGiB: number;
  system: string;
  node: string;
  onnxruntime: string;
  monosema: string;
  /** Cores that nobody used in the half second before the start: less than `cores` means that something else was running. */
  freeCores: number;
}

const telling = [
  'avx2',
  'fma',
  'avx512f',
  'avx512bw',
  'avx512_vnni',
  'avx_vnni',
  'avx512_bf16',
  'amx_int8',
  'asimddp',
  'i8mm',
];

export async function machineFacts(): Promise<MachineFacts> {
  const gibibytes = (bytes: number): number => Math.round((10 * bytes) / 2 ** 30) / 10;
  return {
    date: new Date().toISOString(),
    processor: (cpus()[0]?.model ?? 'unknown').trim(),
    cores: cpus().length,
    instructions: instructions(),
    memoryGiB: gibibytes(totalmem()),
    freeMemoryGiB: gibibytes(freemem()),
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    onnxruntime: ort.env.versions.node ?? 'unknown',
    monosema: packageVersion(),
    freeCores: await freeCores(),
  };
}

/** From Linux's own list; other systems have none that can be read without further tools. */
function instructions(): string[] | null {
  try {
    const flags = /^(?:flags|Features)\s*:(.*)$/mu.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    const known = new Set(flags?.trim().split(/\s+/u));
    return telling.filter((name) => known.has(name));
  } catch {
    return null;
  }
}

async function freeCores(): Promise<number> {
  const idle = (): number => cpus().reduce((sum, { times }) => sum + times.idle, 0);
  const [before, start] = [idle(), performance.now()];
  await setTimeout(500);
  return Math.round((10 * (idle() - before)) / (performance.now() - start)) / 10;
}

export function describeMachine(facts: MachineFacts): string {
  const { processor, cores, instructions: flags, memoryGiB, system, node, onnxruntime } = facts;
  const sets = flags === null ? 'instruction sets unknown' : flags.join(' ');
  return (
    `${processor}, ${cores} cores (${facts.freeCores} free at the start), ${sets}; ${memoryGiB} GiB; ${system}; ` +
    `Node ${node}, onnxruntime ${onnxruntime}, Monosema ${facts.monosema}; ${facts.date}`
  );
}
