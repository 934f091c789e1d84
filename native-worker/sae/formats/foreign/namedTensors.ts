/** Finds the parts of an SAE among the tensors of a file: by name, turned by shape where a writer kept them the other way. */
import { ForeignSaeError } from './foreignError.ts';
import { elementsOf } from './elements.ts';
import { transposed } from './strided.ts';
import { readAll, type ForeignTensor, type WeightFile } from './weightFile.ts';

export interface Sizes {
  dIn: number;
  dSae: number;
}

export class NamedTensors {
  readonly #file: WeightFile;

  constructor(file: WeightFile) {
    this.#file = file;
  }

  get path(): string {
    return this.#file.path;
  }

  has(name: string): boolean {
    return this.#file.tensors.has(name);
  }

  get names(): string[] {
    return [...this.#file.tensors.keys()];
  }

  /** The first of these names. @throws ForeignSaeError naming what there is */
  find(...names: string[]): ForeignTensor {
    for (const name of names) {
      const tensor = this.#file.tensors.get(name);
      if (tensor !== undefined) return tensor;
    }
    throw new ForeignSaeError(
      this.path,
      `tensor '${names.join("' or '")}' is missing; there are: ${this.names.slice(0, 12).join(', ')}. Fetch its files again.`,
    );
  }

  /** All of a vector (or a number). @throws ForeignSaeError */
  async vector(...names: string[]): Promise<Float32Array> {
    const tensor = this.find(...names);
    if (tensor.shape.filter((dim) => dim !== 1).length > 1)
      throw new ForeignSaeError(
        this.path,
        `tensor '${names[0] ?? ''}' has the shape [${tensor.shape.join(', ')}] and is no vector. Fetch its files again.`,
      );
    return readAll(tensor);
  }

  /** The same, or `length` zeros where none of these is there. */
  async vectorOrZeros(length: number, ...names: string[]): Promise<Float32Array> {
    return names.some((name) => this.has(name)) ? this.vector(...names) : new Float32Array(length);
  }

  /** One number. @throws ForeignSaeError */
  async number(name: string): Promise<number> {
    const tensor = this.find(name);
    const [value] = elementsOf(tensor.shape) === 1 ? await readAll(tensor) : [];
    if (value !== undefined) return value;
    throw new ForeignSaeError(
      this.path,
      `tensor '${name}' has the shape [${tensor.shape.join(', ')}] and is no number. Fetch its files again.`,
    );
  }

  /** W_enc, shape [dIn, dSae], and W_dec, shape [dSae, dIn]. @throws ForeignSaeError */
  matrices(
    { dIn, dSae }: Sizes,
    encoder: string[],
    decoder: string[],
  ): { encoder: ForeignTensor; decoder: ForeignTensor } {
    return {
      encoder: this.#matrix(encoder, dIn, dSae),
      decoder: this.#matrix(decoder, dSae, dIn),
    };
  }

  /** As its name says it lies, unless only the other way fits: `*.weight` of a linear layer is [out, in]. */
  #matrix(names: string[], rows: number, columns: number): ForeignTensor {
    const tensor = this.find(...names);
    const [first, second, ...more] = tensor.shape;
    const turned = names.some((name) => name.endsWith('.weight') && this.#file.tensors.get(name) === tensor);
    const fits = (a: number, b: number): boolean => first === a && second === b && more.length === 0;
    if (turned && fits(columns, rows)) return transposed(tensor);
    if (fits(rows, columns)) return tensor;
    if (fits(columns, rows)) return transposed(tensor);
    throw new ForeignSaeError(
      this.path,
      `tensor '${names.find((name) => this.has(name)) ?? ''}' has the shape [${tensor.shape.join(', ')}], not [${rows}, ${columns}] either way round. Fetch its files again.`,
    );
  }
}
