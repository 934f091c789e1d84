/** Answers `training/presetTogether`: a request for each hook point, with one estimate whose harvest is measured on all of them at once. */
import type { EngineParams, EngineResult } from '../../protocol/engineMethods.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { estimateTogether, type TogetherSpeed } from '../runs/estimateTogether.ts';
import { presetRequest } from '../runs/presets.ts';
import { InvalidRequestError } from '../runs/trainRequestSchema.ts';
import { corpusTokens } from './corpusTokens.ts';
import { isMeasurable, measureHarvest, trainSpeed } from './presetFor.ts';

/** @throws InvalidRequestError without a hook point, and what the model and the corpus say */
export async function presetTogether(
  model: LanguageModel,
  { hookPoints, ...params }: EngineParams<'training/presetTogether'>,
): Promise<EngineResult<'training/presetTogether'>> {
  const hooks = hookPoints.map((name) => model.hookPoint(name));
  const tokens = await corpusTokens(params.corpus, model.summary);
  const requests = hooks.map((hook) =>
    presetRequest({ ...params, model: model.summary, hook, corpusTokens: tokens }),
  );
  const [first] = requests;
  if (first === undefined) throw new InvalidRequestError('Name at least one hook point.');
  const dIn = hooks[0]?.width ?? model.summary.width;
  const speed = isMeasurable(model, first, dIn) ? await measure(model, hookPoints, first, dIn) : null;
  const runs = requests.flatMap((request, i) => {
    const hook = hooks[i];
    return hook === undefined ? [] : [{ request, hook }];
  });
  return { requests, estimate: estimateTogether(runs, model.summary, tokens, speed) };
}

async function measure(
  model: LanguageModel,
  hookPoints: readonly string[],
  request: TrainRequest,
  dIn: number,
): Promise<TogetherSpeed> {
  const harvest = await measureHarvest(model, request, (options) =>
    model.openSharedReader(hookPoints, options),
  );
  return { harvest, train: await trainSpeed(request, dIn), weights: request.sae.dSae * dIn };
}
