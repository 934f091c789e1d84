/** The header of NumPy's .npy format, versions 1 to 3. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import type { ElementType } from './elements.ts';

export interface NpyHeader {
  type: ElementType;
  shape: number[];
  /** Columns lie together, not rows. */
  fortranOrder: boolean;
  /** First byte of the data. */
  dataStart: number;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  '<f8': 'F64',
  '<f4': 'F32',
  '<f2': 'F16',
  '<i8': 'I64',
  '<i4': 'I32',
  '<i2': 'I16',
  '|i1': 'I8',
  '|u1': 'U8',
  '|b1': 'BOOL',
};

/** Bytes from the start of a file that hold the header of any array of numbers. */
export const NPY_START = 4096;

/** @param start the first bytes of the array, `NPY_START` or all there are. @throws RangeError saying what is wrong */
export function npyHeader(start: Buffer): NpyHeader {
  if (start.length < 12 || start.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw new RangeError('it does not begin as a NumPy array does');
  const major = start[6] ?? 0;
  if (major < 1 || major > 3) throw new RangeError(`its format version ${major} is not known`);
  const textStart = major === 1 ? 10 : 12;
  const dataStart = textStart + (major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8));
  if (dataStart > start.length)
    throw new RangeError('its header is longer than that of any array of numbers');
  return { ...parsed(start.toString('latin1', textStart, dataStart)), dataStart };
}

/** The header is a Python dict in plain text. */
function parsed(header: string): Omit<NpyHeader, 'dataStart'> {
  const described = /'descr': *'([^']*)'/u.exec(header)?.[1];
  const order = /'fortran_order': *(True|False)/u.exec(header)?.[1];
  const dims = /'shape': *\(([\d, ]*)\)/u.exec(header)?.[1];
  if (described === undefined || order === undefined || dims === undefined)
    throw new RangeError('its header is malformed, or it is no array of plain numbers');
  const type = TYPES[described];
  if (type === undefined) throw new RangeError(`its type '${described}' is not one that is read here`);
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  return { type, shape, fortranOrder: order === 'True' };
}
