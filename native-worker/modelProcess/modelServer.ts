/** The model process: keeps the model that was asked for last, and answers one request at a time. */
import { checkDevice } from '../deviceCheck/checkDevice.ts';
import type { Handlers } from '../../link/link.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { FeatureEffects } from './featureEffects.ts';
import { Inspector } from './inspector.ts';
import { exportMerged } from '../runs/exportMerged.ts';
import type { ModelContract } from './modelContract.ts';
import { probeReports } from './probeReports.ts';
import { presetFor } from './presetFor.ts';
import { presetTogether } from './presetTogether.ts';

export function modelHandlers(): Handlers<ModelContract['requests']> {
  const models = new LastModel();
  const inspector = new Inspector();
  const effects = new FeatureEffects();
  return {
    'model/summary': async ({ folder }) => (await models.open(folder)).summary,
    'model/hookPoint': async ({ folder, name }) => (await models.open(folder)).hookPoint(name),
    'model/tensors': async ({ folder, text }) => (await models.open(folder)).searchTensors(text),
    'model/inspect': async (job) => inspector.inspect(await models.open(job.folder), job),
    'model/attribute': async (job) => inspector.attribute(await models.open(job.folder), job),
    'model/logitEffects': async (job) => effects.of(await models.open(job.folder), job),
    'model/exportMerged': (job) => exportMerged({ ...job, signal: new AbortController().signal }),
    'model/preset': async (params) => presetFor(await models.open(params.modelFolder), params),
    'model/presetTogether': async (params) => presetTogether(await models.open(params.modelFolder), params),
    'model/probe': () => probeReports(),
    'model/checkDevice': ({ device }) => checkDevice(device),
  };
}

/** Opening parses the graph; sessions are opened by those who read. */
class LastModel {
  #folder: string | null = null;
  #model: Promise<LanguageModel> | null = null;

  open(folder: string): Promise<LanguageModel> {
    if (this.#model !== null && this.#folder === folder) return this.#model;
    const opening = openLanguageModel(folder);
    this.#folder = folder;
    this.#model = opening;
    opening.catch(() => {
      if (this.#model === opening) this.#model = null;
    });
    return opening;
  }
}
