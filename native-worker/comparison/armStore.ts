/**
 * Finished arms of a comparison, a file each, written as they finish: a comparison that was killed goes on with those it lacks.
 * `<out>/arms/<key>.json` holds what was measured, `<key>.safetensors` the decoder and what consistency is computed from.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../files/atomicFile.ts';
import { decodeSafetensors, encodeSafetensors } from '../sae/formats/safetensors.ts';
import { armResultSchema } from './armResult.ts';
import type { ArmResult } from './armResult.ts';

export interface ArmWeights {
  dIn: number;
  /** The decoder's rows w, shape [dSae, dIn]. */
  decoder: Float32Array;
  /** On held-out tokens, shape [dSae]. */
  maxActivations: Float32Array;
  zScores: Float32Array;
  /** 1 for features that fired on held-out tokens or those of the refit, shape [dSae]. */
  fired: Float32Array;
}

export class ArmWeightsError extends Error {
  override readonly name = 'ArmWeightsError';
  readonly code = 'badRun';
  constructor(file: string, problem: string) {
    super(
      `${file} cannot be used: ${problem}. Delete it with the .json beside it; the same command trains it again.`,
    );
  }
}

export class ArmStore {
  private readonly folder: string;

  /** @param out the comparison's folder */
  constructor(out: string) {
    this.folder = path.join(out, 'arms');
  }

  /** Null where it has not finished, or the file is not what was written: then it is trained again. */
  read(key: string): ArmResult | null {
    try {
      const parsed = armResultSchema.safeParse(JSON.parse(readFileSync(this.file(key, 'json'), 'utf8')));
      return parsed.success && parsed.data.key === key ? parsed.data : null;
    } catch {
      return null;
    }
  }

  /** A run whose weights are no numbers any more: it has none to keep. @throws DiskFullError, NotWritableError */
  writeDiverged(result: ArmResult): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileAtomic(this.file(result.key, 'json'), `${JSON.stringify(result, null, 2)}\n`);
  }

  /** The weights first: a result without them is never seen. @throws DiskFullError, NotWritableError */
  write(result: ArmResult, { dIn, decoder, maxActivations, zScores, fired }: ArmWeights): void {
    mkdirSync(this.folder, { recursive: true });
    const shape = [fired.length];
    const tensors = {
      decoder: { shape: [fired.length, dIn], data: decoder },
      max_activation: { shape, data: maxActivations },
      z: { shape, data: zScores },
      fired: { shape, data: fired },
    };
    writeFileAtomic(this.file(result.key, 'safetensors'), encodeSafetensors(tensors));
    writeFileAtomic(this.file(result.key, 'json'), `${JSON.stringify(result, null, 2)}\n`);
  }

  /** @throws ArmWeightsError, SafetensorsError */
  weights(key: string): ArmWeights {
    const file = this.file(key, 'safetensors');
    const tensors = decodeSafetensors(readBytes(file), file);
    const tensor = (name: string): { shape: number[]; data: Float32Array } => {
      const found = tensors.get(name);
      if (found === undefined) throw new ArmWeightsError(file, `it has no tensor "${name}"`);
      return found;
    };
    const { shape, data } = tensor('decoder');
    return {
      dIn: shape[1] ?? 0,
      decoder: data,
      maxActivations: tensor('max_activation').data,
      zScores: tensor('z').data,
      fired: tensor('fired').data,
    };
  }

  private file(key: string, extension: string): string {
    return path.join(this.folder, `${key}.${extension}`);
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ArmWeightsError(file, error instanceof Error ? error.message : String(error));
  }
}
