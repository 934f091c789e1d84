/**
 * A state dict as `torch.save` writes it since PyTorch 1.6: a zip archive with data.pkl and one entry a storage. Tensors keep their strides:
 * a transposed weight is saved as it lay in memory.
 */
import { open } from 'node:fs/promises';
import type { ElementType } from './elements.ts';
import { ForeignSaeError } from './foreignError.ts';
import { readPickle } from './pickle.ts';
import { isTensor, type PickleTensor, type PickleValue } from './pickleValues.ts';
import { strided } from './strided.ts';
import { tensorAt, type ForeignTensor, type WeightFile } from './weightFile.ts';
import { openZip, type ZipEntry } from './zipFile.ts';

const STORAGES: Readonly<Record<string, ElementType>> = {
  'torch DoubleStorage': 'F64',
  'torch FloatStorage': 'F32',
  'torch HalfStorage': 'F16',
  'torch BFloat16Storage': 'BF16',
  'torch LongStorage': 'I64',
  'torch IntStorage': 'I32',
  'torch ShortStorage': 'I16',
  'torch CharStorage': 'I8',
  'torch ByteStorage': 'U8',
  'torch BoolStorage': 'BOOL',
};

/** The pickle of a state dict has some hundred bytes a tensor. */
const MOST_PICKLE = 2 ** 24;

const CONVERT =
  'In Python: state = torch.load("ae.pt", map_location="cpu", weights_only=False); ' +
  'torch.save({k: v for k, v in state.items() if torch.is_tensor(v)}, "ae.pt")';

export interface TorchFile extends WeightFile {
  /** Plain numbers at the top, beside the tensors or the dict that holds them. */
  numbers: ReadonlyMap<string, number>;
}

/** @throws ForeignSaeError */
export async function openTorchFile(file: string): Promise<TorchFile> {
  await refuseLegacy(file);
  const entries = await openZip(file);
  const top = [...entries.keys()]
    .find((name) => /^[^/]+\/data\.pkl$/u.test(name))
    ?.slice(0, -'data.pkl'.length);
  const pickle = top === undefined ? undefined : entries.get(`${top}data.pkl`);
  if (top === undefined || pickle === undefined)
    throw new ForeignSaeError(
      file,
      'it is an archive without data.pkl, so not one of torch.save. Choose the weights.',
    );
  const order = await entries.get(`${top}byteorder`)?.read();
  if (order !== undefined && order.toString('latin1').trim() !== 'little')
    throw new ForeignSaeError(file, 'it was saved on a big-endian machine. Save it once more on another.');
  const { state, numbers } = stateDict(file, await unpickled(file, pickle));
  const tensors = new Map<string, ForeignTensor>();
  for (const [name, value] of state) {
    if (isTensor(value)) tensors.set(name, tensorOf(file, name, value, entries, top));
  }
  return { path: file, tensors, numbers };
}

/** What torch.save wrote before 1.6 has no archive around it. */
async function refuseLegacy(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    if (start.toString('latin1', 0, 2) === 'PK') return;
    if (start[0] === 0x80)
      throw new ForeignSaeError(
        file,
        `it is a plain pickle, as PyTorch wrote before version 1.6, and is not read here. Save it once more with a new PyTorch. ${CONVERT}`,
      );
  } finally {
    await handle.close();
  }
  throw new ForeignSaeError(file, 'it is no file of torch.save. Choose the file that holds the weights.');
}

async function unpickled(file: string, entry: ZipEntry): Promise<PickleValue> {
  if (entry.size > MOST_PICKLE)
    throw new ForeignSaeError(
      file,
      `its data.pkl has ${entry.size} bytes, too many for a state dict. ${CONVERT}`,
    );
  const bytes = await entry.read();
  try {
    return readPickle(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ForeignSaeError(
      file,
      `its pickle holds more than a state dict of tensors: ${reason}. Nothing of it was run. Save the tensors alone. ${CONVERT}`,
    );
  }
}

/** The tensors by name; those of a backup of dictionary_learning stand under `ae`, of others under `state_dict`. */
function stateDict(
  file: string,
  value: PickleValue,
): { state: ReadonlyMap<string, PickleValue>; numbers: ReadonlyMap<string, number> } {
  const dict = named(value);
  if (dict === null) throw new ForeignSaeError(file, `it holds no dict of tensors by name. ${CONVERT}`);
  const numbers = new Map(
    [...dict].flatMap(([key, entry]) => (typeof entry === 'number' ? [[key, entry]] : [])),
  );
  if ([...dict.values()].some((entry) => isTensor(entry))) return { state: dict, numbers };
  for (const key of ['ae', 'state_dict', 'model_state_dict', 'sae']) {
    const state = named(dict.get(key) ?? null);
    if (state !== null) return { state, numbers };
  }
  return { state: dict, numbers };
}

function named(value: PickleValue): Map<string, PickleValue> | null {
  if (!(value instanceof Map)) return null;
  const entries = [...value].flatMap(([key, entry]): [string, PickleValue][] =>
    typeof key === 'string' ? [[key, entry]] : [],
  );
  return new Map(entries);
}

function tensorOf(
  file: string,
  name: string,
  { storage, shape, strides, offset }: PickleTensor,
  entries: ReadonlyMap<string, ZipEntry>,
  top: string,
): ForeignTensor {
  const type = STORAGES[storage.type];
  if (type === undefined)
    throw new ForeignSaeError(
      file,
      `tensor '${name}' lies in '${storage.type.replace(' ', '.')}', which is not read here. Save it as float32.`,
    );
  const entry = entries.get(`${top}data/${storage.key}`);
  if (entry?.place == null)
    throw new ForeignSaeError(
      file,
      `the elements of tensor '${name}' are ${entry === undefined ? 'missing' : 'compressed, as torch.save never does'}. Fetch it again.`,
    );
  try {
    return strided(tensorAt(entry.place, name, type, [storage.count]), shape, strides, offset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ForeignSaeError(file, `tensor '${name}': ${error.message}. Fetch it again.`);
  }
}
