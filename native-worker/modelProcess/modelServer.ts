/** The model process: keeps the model that was asked for last, and answers one request at a time. */
import { checkDevice } from '../deviceCheck/checkDevice.ts';
import type { Handlers } from '../../link/link.ts';
import { signalOf } from '../../link/signalOf.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { FeatureEffects } from './featureEffects.ts';
import type { GenerateProgress } from '../../protocol/generation.ts';
import { Generator } from './generator.ts';
import { Inspector } from './inspector.ts';
import { exportMerged } from '../runs/exportMerged.ts';
import type { ModelContract } from './modelContract.ts';
import { probeReports } from './probeReports.ts';
import { presetFor } from './presetFor.ts';
import { presetTogether } from './presetTogether.ts';

/** A model of this many bytes is not held open twice, for inspection, attribution or generation. */
const LARGE_MODEL_BYTES = 1e9;

export function modelHandlers(
  notify: (progress: GenerateProgress) => void,
): Handlers<ModelContract['requests']> {
  const models = new LastModel();
  const inspector = new Inspector();
  const effects = new FeatureEffects();
  const generator = new Generator(notify);
  /** The model, when what else of it is open has made room. */
  const withRoom = async (folder: string, ...others: (() => Promise<void>)[]): Promise<LanguageModel> => {
    const model = await models.open(folder);
    if (model.summary.bytes >= LARGE_MODEL_BYTES) for (const close of others) await close();
    return model;
  };
  const ofGenerating = (): Promise<void> => generator.close();
  const ofInspecting = (): Promise<void> => inspector.closeReader();
  const ofAttributing = (): Promise<void> => inspector.closeSplice();
  return {
    'model/summary': async ({ folder }) => (await models.open(folder)).summary,
    'model/hookPoint': async ({ folder, name }) => (await models.open(folder)).hookPoint(name),
    'model/tensors': async ({ folder, text }) => (await models.open(folder)).searchTensors(text),
    'model/inspect': async (job) =>
      inspector.inspect(await withRoom(job.folder, ofGenerating, ofAttributing), job),
    'model/attribute': async (job, token) => {
      const model = await withRoom(job.folder, ofGenerating, ofInspecting);
      return inspector.attribute(model, job, signalOf(token, 'Finding what raised a token'));
    },
    'model/logitEffects': async (job) => effects.of(await models.open(job.folder), job),
    'model/generate': async (job, token) =>
      generator.generate(await withRoom(job.folder, ofInspecting, ofAttributing), job, token),
    'model/exportMerged': (job, token) => exportMerged({ ...job, signal: signalOf(token, 'The export') }),
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
