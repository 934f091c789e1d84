/**
 * The structures that kernels read, laid out as AssemblyScript does: in order, each field at a multiple of its size. Their meaning stands
 * with the classes of the same names in assembly/.
 */
export type FieldType = 'u32' | 'f32' | 'f64';

export type Fields = Readonly<Record<string, FieldType>>;

export class Structure<F extends Fields> {
  readonly size: number;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #fields: F;

  constructor(fields: F) {
    let at = 0;
    this.#offsets = new Map(
      Object.entries(fields).map(([name, type]) => {
        const bytes = type === 'f64' ? 8 : 4;
        const offset = Math.ceil(at / bytes) * bytes;
        at = offset + bytes;
        return [name, offset];
      }),
    );
    this.#fields = fields;
    this.size = at;
  }

  /** Writes the named fields of the structure at an address; the others stay. */
  write(view: DataView, address: number, values: Readonly<Partial<Record<keyof F, number>>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const at = address + this.#offset(name);
      switch (this.#fields[name]) {
        case 'u32':
          view.setUint32(at, value, true);
          break;
        case 'f32':
          view.setFloat32(at, value, true);
          break;
        default:
          view.setFloat64(at, value, true);
      }
    }
  }

  read(view: DataView, address: number, name: keyof F & string): number {
    const at = address + this.#offset(name);
    switch (this.#fields[name]) {
      case 'u32':
        return view.getUint32(at, true);
      case 'f32':
        return view.getFloat32(at, true);
      default:
        return view.getFloat64(at, true);
    }
  }

  #offset(name: string): number {
    const offset = this.#offsets.get(name);
    if (offset === undefined) throw new RangeError(`There is no field '${name}' in this structure.`);
    return offset;
  }
}

export const collection = new Structure({
  u: 'u32',
  neurons: 'u32',
  tokens: 'u32',
  biases: 'u32',
  cuts: 'u32',
  cutsOfTokens: 'u32',
  only: 'u32',
  storesY: 'u32',
  positives: 'u32',
  peaks: 'u32',
  pointers: 'u32',
  pairTokens: 'u32',
  pairValues: 'u32',
  capacity: 'u32',
});

export const batchCounts = new Structure({ bins: 'u32', wanted: 'u32', lowest: 'u32', above: 'u32' });

/** Bytes of the bins. */
export const batchBins = 4 * 65_536;

export const pairGradient = new Structure({
  bytes: 'u32',
  centred: 'u32',
  residual: 'u32',
  pairTokens: 'u32',
  pairValues: 'u32',
  factor: 'f32',
  penalty: 'u32',
  penaltyShare: 'f32',
  penaltyScale: 'f32',
  bandwidth: 'f32',
});

export const neuronSums = new Structure({
  code: 'f64',
  scale: 'f64',
  threshold: 'f64',
  penalty: 'f64',
  norm: 'f64',
  active: 'u32',
});

/** Bytes from one neuron's sums to the next one's, where there are several. */
export const neuronSumsStride = 48;

export const adam = new Structure({
  beta1: 'f32',
  beta2: 'f32',
  fresh1: 'f32',
  fresh2: 'f32',
  epsilon: 'f32',
  rate: 'f32',
  secondCorrection: 'f32',
});

export const update = new Structure({
  neurons: 'u32',
  weights: 'u32',
  firstMoment: 'u32',
  secondMoment: 'u32',
  encoder: 'u32',
  encoderFirstMoment: 'u32',
  encoderSecondMoment: 'u32',
  scales: 'u32',
  thresholds: 'u32',
  pointers: 'u32',
  pairs: 'u32',
  auxiliaryPointers: 'u32',
  auxiliaryPairs: 'u32',
  trainsDecoder: 'u32',
  unit: 'u32',
  measures: 'u32',
  clip: 'f32',
  adam: 'u32',
  counts: 'u32',
  scaleGradients: 'u32',
  biasGradients: 'u32',
  thresholdGradients: 'u32',
  relu: 'u32',
  preBiasGradient: 'u32',
  dense: 'u32',
  decoderGradient: 'u32',
  encoderGradient: 'u32',
  sums: 'u32',
  auxiliarySums: 'u32',
  penalty: 'f64',
  squaredNorm: 'f64',
  active: 'u32',
  quantisation: 'u32',
});

export const quantisation = new Structure({
  bytes: 'u32',
  width: 'u32',
  signs: 'u32',
  rotated: 'u32',
  codes: 'u32',
  scales: 'u32',
  errors: 'u32',
  norms: 'u32',
});

export const screen = new Structure({
  products: 'u32',
  neurons: 'u32',
  tokens: 'u32',
  biases: 'u32',
  scales: 'u32',
  errors: 'u32',
  norms: 'u32',
  tokenErrors: 'u32',
  tokenNorms: 'u32',
  cuts: 'u32',
  unit: 'f32',
  pointers: 'u32',
  pairTokens: 'u32',
  capacity: 'u32',
});

export const decision = new Structure({
  neurons: 'u32',
  bytes: 'u32',
  rows: 'u32',
  centred: 'u32',
  biases: 'u32',
  cuts: 'u32',
  storesY: 'u32',
  all: 'u32',
  pointers: 'u32',
  pairTokens: 'u32',
  pairValues: 'u32',
});
