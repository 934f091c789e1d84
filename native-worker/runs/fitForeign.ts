/** How an SAE made elsewhere fits a model: which hook point, and what speaks against it. */
import type { ForeignSaeReport } from '../../protocol/foreignSae.ts';
import type { ModelSummary } from '../../protocol/model.ts';
import type { ForeignSae } from '../sae/formats/foreign/foreignSae.ts';
import { hookNamed, isSeparateModule, type NamedPlace } from '../sae/formats/foreign/hookNames.ts';

/** Rows of an index; longer ones cost more a token and show no more. */
const USUAL_CONTEXT = 256;

/** @param model null where none was chosen yet */
export function fitForeign(found: ForeignSae, model: ModelSummary | null): ForeignSaeReport {
  const { path, format, kind, dIn, dSae, k, origin } = found;
  const context = Math.min(origin.contextSize ?? 128, USUAL_CONTEXT);
  const { hook, note } = placeIn(model, origin.hook);
  return {
    ...{ path, format, kind, dIn, dSae, k, origin },
    hookPoint: hook,
    hookNote: hook === null ? note : null,
    contextSize: model === null ? context : Math.min(context, model.maxContext),
    warnings: [...found.warnings, ...otherModel(origin.model, model)],
  };
}

/** The hook point that a name means, where the model has it. */
function placeIn(model: ModelSummary | null, named: string | null): NamedPlace {
  const place = hookNamed(named);
  const { hook } = place;
  if (model === null || hook === null) return place;
  if (!model.hookPoints.some(({ name }) => name === hook))
    return { hook: null, note: `It was trained at ${hook}, and ${model.name} has no such hook point.` };
  if (isSeparateModule(named) && /gemma-?[23]/iu.test(model.architecture))
    return {
      hook: null,
      note:
        `It reads what the module '${named ?? ''}' gives, and ${hook} of ${model.name} comes after the norm behind it. ` +
        'Name the tensor of the graph that the module gives: tensor:<name>.',
    };
  return place;
}

function otherModel(named: string | null, model: ModelSummary | null): string[] {
  if (named === null || model === null || sameModel(named, model.name)) return [];
  return [
    `It was trained on ${named}, and the model chosen is ${model.name}. Unless they have the same weights, its features mean nothing here.`,
  ];
}

/** By name alone: `meta-llama/Llama-3.1-8B` and `Llama-3_1-8B-onnx` may well be the same. */
function sameModel(a: string, b: string): boolean {
  const plain = (name: string): string =>
    (name.split(/[\\/]/u).filter(Boolean).at(-1) ?? '')
      .toLowerCase()
      .replace(/onnx|genai|hf/gu, '')
      .replace(/[^a-z0-9]/gu, '');
  const [one, other] = [plain(a), plain(b)];
  return one !== '' && other !== '' && (one.includes(other) || other.includes(one));
}
