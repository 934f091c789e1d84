/** The names that a state dict's pickle may use, and what each of them makes. */
import { isStorage, isTuple, type PickleTensor, type PickleTuple, type PickleValue } from './pickleValues.ts';

/** A name that is not among them. */
export class PickleGlobalError extends Error {
  override readonly name = 'PickleGlobalError';
}

/** What calling a name gives, as data. @throws PickleGlobalError for any other name, and for arguments that make no sense */
export function rebuild(name: string, args: readonly PickleValue[]): PickleValue {
  switch (name) {
    case 'collections OrderedDict':
      return new Map();
    case 'torch._utils _rebuild_tensor_v2':
      return tensor(args);
    case 'torch._utils _rebuild_parameter':
      return args[0] ?? null;
    default:
      throw new PickleGlobalError(
        `it would call '${name.replace(' ', '.')}', and only tensors in plain dicts are read`,
      );
  }
}

/** (storage, offset, shape, strides, …). */
function tensor([storage, offset, shape, strides]: readonly PickleValue[]): PickleTensor {
  if (!isStorage(storage) || typeof offset !== 'number' || !isTuple(shape) || !isTuple(strides))
    throw new PickleGlobalError('a tensor in it is malformed');
  return { kind: 'tensor', storage, offset, shape: counts(shape), strides: counts(strides) };
}

function counts({ items }: PickleTuple): number[] {
  return items.map((item) => {
    if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
    throw new PickleGlobalError('the shape of a tensor in it is malformed');
  });
}
