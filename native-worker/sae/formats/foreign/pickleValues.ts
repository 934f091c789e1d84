/** What a restricted pickle can hold. */

/** A class or function by name; never looked up, never called. */
export interface PickleGlobal {
  kind: 'global';
  name: string;
}

/** `torch.load`'s persistent id of a storage: the elements of one or several tensors. */
export interface PickleStorage {
  kind: 'storage';
  /** PyTorch's class: `FloatStorage`, … */
  type: string;
  /** Name of its entry in the archive. */
  key: string;
  /** Elements. */
  count: number;
}

export interface PickleTensor {
  kind: 'tensor';
  storage: PickleStorage;
  /** First element. */
  offset: number;
  shape: number[];
  /** In elements. */
  strides: number[];
}

export interface PickleTuple {
  kind: 'tuple';
  items: PickleValue[];
}

export type PickleDict = Map<PickleValue, PickleValue>;

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | PickleTuple
  | PickleValue[]
  | PickleDict;

export function isTensor(value: PickleValue | undefined): value is PickleTensor {
  return isKind(value, 'tensor');
}

export function isStorage(value: PickleValue | undefined): value is PickleStorage {
  return isKind(value, 'storage');
}

export function isTuple(value: PickleValue | undefined): value is PickleTuple {
  return isKind(value, 'tuple');
}

export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return isKind(value, 'global');
}

function isKind(value: PickleValue | undefined, kind: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
