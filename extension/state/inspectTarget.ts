/** What "Inspect" runs on: an SAE where there is one for the chosen model, else the bare model. */
import type { HookPoint } from '../../protocol/model.ts';
import type { RunSummary } from '../../protocol/run.ts';
import type { KnownModel } from './modelStore.ts';

export type InspectTarget =
  { kind: 'run'; run: RunSummary } | { kind: 'model'; folder: string; name: string; hookPoint: string };

export interface InspectChoice {
  /** The run the user chose for inspection, if any. */
  runId: string | null;
  /** The model folder the user chose last, if any. */
  modelFolder: string | null;
}

/**
 * The chosen run; else the newest browsable run of the chosen model; else that model without an SAE. Without a choice, or when
 * the chosen model is gone, the newest browsable run, else the first model that opens. Null where there is neither.
 * @param runs newest first.
 * @param listModels called only where no run answers, since opening models takes a moment.
 */
export async function chooseInspectTarget(
  choice: InspectChoice,
  runs: readonly RunSummary[],
  listModels: () => Promise<readonly KnownModel[]>,
): Promise<InspectTarget | null> {
  const browsable = runs.filter((run) => run.indexStep !== null);
  const chosen =
    browsable.find((run) => run.id === choice.runId) ??
    browsable.find((run) => run.request.modelFolder === choice.modelFolder);
  if (chosen) return { kind: 'run', run: chosen };
  const [newest] = browsable;
  if (choice.modelFolder === null && newest) return { kind: 'run', run: newest };
  const models = await listModels();
  const chosenModel = bareModel(models.filter((model) => model.folder === choice.modelFolder));
  return chosenModel ?? (newest ? { kind: 'run', run: newest } : bareModel(models));
}

function bareModel(models: readonly KnownModel[]): InspectTarget | null {
  for (const { folder, summary } of models) {
    const hookPoint = summary ? recommendedHookPoint(summary.hookPoints) : null;
    if (summary && hookPoint) return { kind: 'model', folder, name: summary.name, hookPoint: hookPoint.name };
  }
  return null;
}

/** Two thirds up the residual stream, where features of meaning rather than of tokens or of next tokens live; else the MLP's output there. */
export function recommendedHookPoint(hookPoints: readonly HookPoint[]): HookPoint | null {
  const layers = hookPoints.flatMap((hook) => (hook.layer === null ? [] : [hook.layer]));
  const last = Math.max(0, ...layers);
  const wanted = Math.min(last, Math.floor(((last + 1) * 2) / 3));
  const at = (kind: HookPoint['kind']): HookPoint | undefined =>
    hookPoints.find((hook) => hook.layer === wanted && hook.kind === kind);
  return at('hook_resid_post') ?? at('hook_mlp_out') ?? hookPoints[0] ?? null;
}

/** The recommended one first, then by layer from there in the model's own order. */
export function orderHookPoints(hookPoints: readonly HookPoint[]): HookPoint[] {
  const first = recommendedHookPoint(hookPoints);
  return first ? [first, ...hookPoints.filter((hook) => hook !== first)] : [];
}
