/** A training request that takes seconds: a tiny model with random weights, a small SAE, this repository's own documents as text. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TrainRequest } from '../../../protocol/training.ts';
import { someRequest } from '../../unit/runs/fixtures.ts';

export const tinyModelFolder = path.resolve('test/fixtures/models/tiny-llama');

const WORDS =
  'the quick brown fox jumps over a lazy dog while import const return function class value of and in for'.split(
    ' ',
  );

/** Sentences drawn by a small generator with a fixed seed: the same bytes everywhere. */
export function writeCorpus(folder: string, documents = 24, wordsEach = 400): string {
  const corpus = path.join(folder, 'corpus');
  mkdirSync(corpus, { recursive: true });
  let state = 12345;
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let document = 0; document < documents; document++) {
    const words = Array.from(
      { length: wordsEach },
      () => `${WORDS[draw(WORDS.length)] ?? ''}${draw(9) === 0 ? '.\n' : ' '}`,
    );
    writeFileSync(path.join(corpus, `document-${document}.txt`), words.join(''));
  }
  return corpus;
}

export function tinyRequest(corpus: string, change: Partial<TrainRequest> = {}): TrainRequest {
  const request = someRequest({
    modelFolder: tinyModelFolder,
    hookPoint: 'blocks.0.hook_resid_post',
    corpus: { kind: 'folder', path: corpus },
    contextSize: 32,
    checkpointEverySteps: 20,
    ...change,
  });
  return {
    ...request,
    sae: { ...request.sae, dSae: 64, batchTokens: 64, trainingTokens: 64 * 120, learningRate: 0.01 },
  };
}
