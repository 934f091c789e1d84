/**
 * A checkpoint: the raw trainer state in one binary file, written to a temporary name, synced and renamed.
 * Layout: 'MONOSEMA', header length (u32), header (JSON), the arrays of the header one after another, sha256 of all that.
 * All numbers are little-endian.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import { stateArrays, zeroState } from '../compute/saeState.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { TrainerSnapshot } from './trainer.ts';

/** A checkpoint that is cut short, altered or no checkpoint at all. */
export class CheckpointDamagedError extends Error {
  constructor(file: string, problem: string) {
    super(`The checkpoint ${file} cannot be used: ${problem}. Resume from the checkpoint before it.`);
    this.name = 'CheckpointDamagedError';
  }
}

const magic = Buffer.from('MONOSEMA');
const hashBytes = 32;

const positionSchema = z.strictObject({ epoch: z.int(), block: z.int(), offset: z.int() });
const headerSchema = z.strictObject({
  version: z.literal(1),
  dIn: z.int().positive(),
  dSae: z.int().positive(),
  step: z.int().nonnegative(),
  normaliser: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('token') }),
    z.strictObject({ kind: z.literal('dataset'), factor: z.number() }),
  ]),
  lowestBias: z.number(),
  random: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  startPosition: positionSchema,
  position: positionSchema,
  windowRows: z.array(z.int()),
  reports: z.array(z.strictObject({ realised: z.number(), aboveCap: z.number() }).nullable()),
});
type Header = z.infer<typeof headerSchema>;

/** Writes `snapshot` to `file`: afterwards either the whole checkpoint is there or nothing new. */
export async function writeCheckpoint(file: string, snapshot: TrainerSnapshot): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    const hash = createHash('sha256');
    for (const part of parts(snapshot)) {
      hash.update(part);
      await handle.writeFile(part);
    }
    await handle.writeFile(hash.digest());
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** @throws CheckpointDamagedError */
export async function readCheckpoint(file: string): Promise<TrainerSnapshot> {
  const bytes = await readFile(file);
  const body = bytes.subarray(0, Math.max(0, bytes.length - hashBytes));
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw new CheckpointDamagedError(file, 'it does not start as a checkpoint does');
  }
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(body.length))) {
    throw new CheckpointDamagedError(file, `its checksum does not fit its ${bytes.length} bytes`);
  }
  const headerEnd = magic.length + 4 + body.readUInt32LE(magic.length);
  const header = parseHeader(file, body.subarray(magic.length + 4, headerEnd));
  return snapshotOf(file, header, body.subarray(headerEnd));
}

function parts(snapshot: TrainerSnapshot): Buffer[] {
  const { state, windows } = snapshot;
  const header: Header = {
    version: 1,
    dIn: state.dIn,
    dSae: state.dSae,
    step: state.step,
    normaliser: snapshot.normaliser,
    lowestBias: snapshot.lowestBias,
    random: [...snapshot.random],
    startPosition: snapshot.startPosition,
    position: snapshot.position,
    windowRows: windows.rows,
    reports: windows.reports,
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const arrays = [
    ...stateArrays.map((name) => state[name]),
    windows.counts,
    windows.peaks,
    snapshot.lastFired,
  ];
  return [
    magic,
    length,
    json,
    ...arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ];
}

function parseHeader(file: string, json: Buffer): Header {
  try {
    return headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new CheckpointDamagedError(file, `its header does not parse (${String(error)})`);
  }
}

function snapshotOf(file: string, header: Header, body: Buffer): TrainerSnapshot {
  const state: SaeState = { ...zeroState({ ...header, tied: true }), step: header.step };
  const windows = {
    rows: header.windowRows,
    counts: new Uint32Array(header.dSae),
    peaks: new Float32Array(header.dSae),
    reports: header.reports,
  };
  const lastFired = new Float64Array(header.dSae);
  let at = 0;
  for (const array of [...stateArrays.map((name) => state[name]), windows.counts, windows.peaks, lastFired]) {
    const target = new Uint8Array(array.buffer);
    if (at + target.length > body.length) throw new CheckpointDamagedError(file, 'its arrays are too short');
    target.set(body.subarray(at, at + target.length));
    at += target.length;
  }
  const { normaliser, lowestBias, random, startPosition, position } = header;
  return { state, windows, lastFired, normaliser, lowestBias, random, startPosition, position };
}
