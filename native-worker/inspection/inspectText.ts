/** Text through the model, and through an SAE where there is one: what `inspect/text` answers. */
import type { InspectRequest, InspectResult } from '../../protocol/inspection.ts';
import {
  type InspectedText,
  type InspectionModel,
  type InspectionSae,
  inspectTokens,
} from './inspectTokens.ts';
import { type FeatureLookup, rankFeatures } from './rankFeatures.ts';

export interface InspectionNames {
  modelName: string;
  hookPoint: string;
  runId: string | null;
}

/** Everything in one process; the engine does the two steps apart, for the model and the feature table live in different ones. */
export async function inspectText(
  request: InspectRequest,
  names: InspectionNames,
  model: InspectionModel,
  run: { sae: InspectionSae; features: FeatureLookup } | null,
  signal?: AbortSignal,
): Promise<InspectResult> {
  const inspected = await inspectTokens(request, model, run?.sae ?? null, signal);
  return inspectResult(inspected, names, run?.features ?? null, request.limit);
}

/** The answer made of what the model process found and the run's feature table. */
export function inspectResult(
  { tokens, codes, contextTokens, warnings }: InspectedText,
  names: InspectionNames,
  features: FeatureLookup | null,
  limit?: number,
): InspectResult {
  const ranked = codes && features ? rankFeatures(codes, tokens.length, features, limit) : null;
  return {
    ...names,
    tokens,
    features: ranked?.features ?? [],
    activeFeatures: ranked?.activeFeatures ?? 0,
    contextTokens,
    warnings,
  };
}
