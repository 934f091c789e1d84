/**
 * A checkpoint: the raw trainer state in one binary file, written to a temporary name, synced and renamed.
 * Layout: 'MONOSEMA', header length (u32), header (JSON), the arrays of the header one after another, sha256 of all that.
 * All numbers are little-endian.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { emptySnapshot, headerSchema, layoutOf, type CheckpointHeader } from './checkpointLayout.ts';
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
  const { header, arrays } = layoutOf(snapshot);
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return [
    magic,
    length,
    json,
    ...arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ];
}

function parseHeader(file: string, json: Buffer): CheckpointHeader {
  try {
    return headerSchema.parse(JSON.parse(json.toString('utf8')));
  } catch (error) {
    throw new CheckpointDamagedError(file, `its header does not parse (${String(error)})`);
  }
}

function snapshotOf(file: string, header: CheckpointHeader, body: Buffer): TrainerSnapshot {
  const { snapshot, arrays } = emptySnapshot(header);
  const expected = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (body.length !== expected) {
    throw new CheckpointDamagedError(file, `its arrays have ${body.length} bytes, not ${expected}`);
  }
  let at = 0;
  for (const array of arrays) {
    new Uint8Array(array.buffer).set(body.subarray(at, at + array.byteLength));
    at += array.byteLength;
  }
  return snapshot;
}
