/** The encoder's product as onnxruntime computes it on the CPU: x [rows, dIn] -> x W_enc + c [rows, dSae]. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../onnx/devices.ts';
import type { SessionOptions } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import type { ExternalPlace } from '../onnx/tensorProto.ts';
import type { SaelensFolder } from './formats/openSaelens.ts';
import type { SaelensWeights } from './formats/saelensFold.ts';
import { saelensReaderOf, saelensStretches, type SaelensReader } from './formats/saelensReader.ts';

/** @param threads intra-op; onnxruntime's own choice when left out */
export async function encoderInMemory(weights: SaelensWeights, threads?: number): Promise<InferenceSession> {
  const { buffer, byteOffset, byteLength } = weights.encoder;
  const location = 'encoder';
  return open(saelensReaderOf(weights), { location, offset: 0, length: byteLength }, threads, {
    externalData: { [location]: new Uint8Array(buffer, byteOffset, byteLength) },
  });
}

/** Likewise, the matrix mapped from the file it lies in: the file stays open as long as the session. */
export async function encoderInFile(
  sae: SaelensReader,
  { file, offset, length }: NonNullable<SaelensFolder['encoder']>,
  threads?: number,
): Promise<InferenceSession> {
  // onnxruntime refuses links out of the folder, as the Hugging Face cache has them.
  const real = await realpath(file);
  return open(sae, { location: path.basename(real), offset, length }, threads, {
    externalDataFolder: path.dirname(real),
  });
}

async function open(
  sae: SaelensReader,
  place: ExternalPlace,
  threads: number | undefined,
  options: SessionOptions,
): Promise<InferenceSession> {
  const { dIn, dSae } = sae;
  const graph = new GraphBuilder('encoder');
  const x = graph.input('x', 'float32', ['rows', dIn]);
  const matrix = graph.external('encoder', 'float32', [dIn, dSae], place);
  const bias = graph.float32('bias', [dSae], await centredBias(sae));
  graph.node('Gemm', [x, matrix, bias], {}, { names: ['pre'] });
  graph.output('pre', 'float32', ['rows', dSae]);
  const { session } = await createSession(graph.toBytes(), 'cpu', {
    ...options,
    ...(threads === undefined ? {} : { threads }),
  });
  return session;
}

/** c = b_enc - b_dec W_enc where the input is centred, else b_enc; shape [dSae]. */
export async function centredBias(sae: SaelensReader): Promise<Float32Array> {
  const { dSae, encoderBias, decoderBias, applyBDecToInput } = sae;
  const bias = Float64Array.from(encoderBias);
  if (!applyBDecToInput) return Float32Array.from(bias);
  for (const { from, to } of saelensStretches('encoder', sae)) {
    const rows = await sae.read('encoder', from, to);
    for (let start = 0; start < rows.length; start += dSae) {
      const centre = decoderBias[(from + start) / dSae] ?? 0;
      for (let m = 0; m < dSae; m++) bias[m] = (bias[m] ?? 0) - centre * (rows[start + m] ?? 0);
    }
  }
  return Float32Array.from(bias);
}
