/**
 * A checkpoint: the raw trainer state in one binary file, written to a temporary name, synced and renamed.
 * Layout: 'MONOSEMA', header length (u32), header (JSON), the arrays of the header one after another, sha256 of all that.
 * All numbers are little-endian. Written, checked and read in stretches: the file may be larger than what is free in memory.
 */
import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { stateArrays } from '../compute/saeState.ts';
import { stretches } from '../compute/stateReader.ts';
import { CheckpointDamagedError, CheckpointBytes } from './checkpointBytes.ts';
import { arrayTypes, headerSchema, layoutOf, type CheckpointHeader } from './checkpointLayout.ts';
import type { TrainerSnapshot } from './trainer.ts';

const magic = Buffer.from('MONOSEMA');
/** Bytes before the header. */
const headerStart = magic.length + 4;

/** Writes `snapshot` to `file`: afterwards either the whole checkpoint is there or nothing new. */
export async function writeCheckpoint(file: string, snapshot: TrainerSnapshot): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w');
  try {
    const hash = createHash('sha256');
    for await (const part of parts(snapshot)) {
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

/** The whole file is checked; its state is left there until it is read. @throws CheckpointDamagedError */
export async function readCheckpoint(path: string): Promise<TrainerSnapshot> {
  const handle = await open(path, 'r');
  try {
    const file = new CheckpointBytes(path, handle, (await handle.stat()).size);
    await checkMagic(file);
    await file.checkHash();
    return await snapshotOf(file);
  } finally {
    await handle.close();
  }
}

async function* parts(snapshot: TrainerSnapshot): AsyncGenerator<Buffer> {
  const { state, memory, lastFired } = snapshot;
  const json = Buffer.from(JSON.stringify(headerOf(snapshot)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  yield* [magic, length, json];
  for (const name of stateArrays) {
    for (const { from, to } of stretches(name, state)) yield bytesOf(await state.read(name, from, to));
  }
  for (const array of [...Object.values(memory.arrays), lastFired]) yield bytesOf(array);
}

/** Always version 2. */
function headerOf(snapshot: TrainerSnapshot): CheckpointHeader {
  const { state, memory, normaliser, random, startPosition, position } = snapshot;
  const { dIn, dSae, step, tied } = state;
  return {
    version: 2,
    dIn,
    dSae,
    step,
    normaliser,
    random: [...random],
    startPosition,
    position,
    tied,
    memory: { values: { ...memory.values }, arrays: arrayTypes(memory) },
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function checkMagic(file: CheckpointBytes): Promise<void> {
  if (file.bodyBytes >= headerStart && (await file.bytes(0, magic.length)).equals(magic)) return;
  throw new CheckpointDamagedError(file.path, 'it does not start as a checkpoint does');
}

async function snapshotOf(file: CheckpointBytes): Promise<TrainerSnapshot> {
  const headerEnd = headerStart + (await file.bytes(magic.length, headerStart)).readUInt32LE();
  const header = parseHeader(file.path, await file.bytes(headerStart, headerEnd));
  const { sizes, state, memory, lastFired } = layoutOf(header);
  const places = new Map<string, number>();
  let at = headerEnd;
  for (const { name, length } of state) {
    places.set(name, at);
    at += 4 * length;
  }
  const small = [...Object.values(memory.arrays), lastFired];
  const end = small.reduce((sum, { byteLength }) => sum + byteLength, at);
  if (end !== file.bodyBytes) {
    const [found, expected] = [file.bodyBytes - headerEnd, end - headerEnd];
    throw new CheckpointDamagedError(file.path, `its arrays have ${found} bytes, not ${expected}`);
  }
  for (const array of small) {
    bytesOf(array).set(await file.bytes(at, at + array.byteLength));
    at += array.byteLength;
  }
  const { step, normaliser, random, startPosition, position } = header;
  const stored = file.stateReader({ ...sizes, step }, places);
  return { state: stored, memory, lastFired, normaliser, random, startPosition, position };
}

function parseHeader(file: string, json: Buffer): CheckpointHeader {
  try {
    return headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new CheckpointDamagedError(file, `its header does not parse (${String(error)})`);
  }
}
