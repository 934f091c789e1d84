/** What the model process answers: everything that needs onnxruntime outside a training job. */
import type { AttributionRequest } from '../../protocol/attribution.ts';
import type { Device } from '../../protocol/device.ts';
import type { GenerateProgress, GenerateResult, SamplingOptions } from '../../protocol/generation.ts';
import type { EngineRequests } from '../../protocol/engineMethods.ts';
import type { LogitEffects } from '../../protocol/logitEffects.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { MergedTwins } from '../../protocol/run.ts';
import type { AttributedToken } from '../inspection/attributeToken.ts';
import type { InspectedText } from '../inspection/inspectTokens.ts';
import type { MeasuredFeature } from '../steering/featureSteering.ts';

/** A text to run through a model, and through an exported SAE where one is named. */
export interface InspectJob {
  folder: string;
  hookPoint: string;
  device: Device;
  /** Tokens a window; null for as many as are useful without an SAE. */
  contextSize: number | null;
  text: string;
  selection?: { start: number; end: number };
  sae: InspectedSae | null;
}

interface InspectedSae {
  /** A SAELens folder. */
  folder: string;
  /** Changes when the folder's weights do. */
  stamp: string;
  /** Norms above it were masked in training, raw units; null where that is not known. */
  outlierNorm: number | null;
}

/** A token asked about: which features raised it. */
export interface AttributeJob extends Omit<AttributionRequest, 'runId' | 'modelFolder'> {
  folder: string;
  hookPoint: string;
  device: Device;
  contextSize: number;
  sae: InspectedSae;
}

/** A feature of a SAELens folder, for what it does to the logits of the model in `folder`. */
export interface FeatureEffectsJob {
  folder: string;
  hookPoint: string;
  sae: string;
  feature: number;
}

/** A run's SAE to be exported with its twins merged. */
export interface MergedExportJob {
  runFolder: string;
  modelFolder: string;
  /** The new SAELens folder. */
  folder: string;
  cosine: number;
}

/** A prompt to write on after, steered by features of an exported SAE where one is named. */
export interface GenerateJob {
  /** As in the progress that it sends. */
  id: string;
  folder: string;
  device: Device;
  prompt: string;
  sampling: SamplingOptions;
  steering: {
    /** A SAELens folder. */
    folder: string;
    /** Changes when the folder's weights do. */
    stamp: string;
    hookPoint: string;
    /** Of the training's activations, raw units; null where that is not known. */
    medianNorm: number | null;
    features: MeasuredFeature[];
    steerPrompt: boolean;
  } | null;
}

export interface ModelContract {
  requests: {
    'model/summary': { params: { folder: string }; result: ModelSummary };
    /** Any hook point, `tensor:<name>` too; unknown names are refused with the nearest known ones. */
    'model/hookPoint': { params: { folder: string; name: string }; result: HookPoint };
    'model/tensors': EngineRequests['models/tensors'];
    'model/inspect': { params: InspectJob; result: InspectedText };
    'model/attribute': { params: AttributeJob; result: AttributedToken };
    'model/logitEffects': { params: FeatureEffectsJob; result: LogitEffects };
    'model/generate': { params: GenerateJob; result: GenerateResult };
    'model/exportMerged': { params: MergedExportJob; result: MergedTwins };
    'model/preset': EngineRequests['training/preset'];
    'model/presetTogether': EngineRequests['training/presetTogether'];
    'model/probe': EngineRequests['devices/probe'];
    'model/checkDevice': EngineRequests['devices/check'];
  };
  notifications: { 'model/generated': GenerateProgress };
}

/** The engine asks and says nothing unasked. */
export interface ModelClientContract {
  requests: object;
  notifications: object;
}
