/** Text that a model writes, plain and steered by features of an SAE. */
import type { Device, DeviceReport } from './device.ts';

/** `end`: the model ended the text; `length`: the tokens asked for are there; `context`: the model takes no longer text. */
export type FinishReason = 'end' | 'stop' | 'length' | 'context' | 'cancelled';

export interface SamplingOptions {
  /** 0: the likeliest token, always. */
  temperature: number;
  /** Least share of probability kept, likeliest tokens first; 1 keeps all. */
  topP: number;
  /** Most tokens kept; null keeps all. */
  topK: number | null;
  seed: number;
  maxTokens: number;
  /** The text ends before the first of these. */
  stop: string[];
}

/**
 * `add`: strength times the feature's max is added along its direction, whatever the text; `clamp`: its activation is held at strength
 * times its max; `ablate`: held at 0. Strength 0 of `add` changes nothing, a negative one pushes away; that of `clamp` is not negative.
 */
export type SteerKind = 'add' | 'clamp' | 'ablate';

export interface SteeredFeature {
  index: number;
  kind: SteerKind;
  /** In multiples of the feature's largest activation on the indexed corpus; not used by `ablate`. */
  strength: number;
}

export interface GenerateRequest {
  /** Names this generation in `generate/progress` and `generate/stop`; chosen by whoever asks. */
  id: string;
  /** With `runId` it may be left out and is the run's own. */
  modelFolder?: string;
  /** The run whose features steer. */
  runId?: string;
  /** Left out: with a run the device that harvested it, else `auto`. */
  device?: Device;
  prompt: string;
  sampling: SamplingOptions;
  /** Null writes one text, unsteered; a list, which may be empty, writes an unsteered and a steered one in turns, with the same seed. */
  steering: { features: SteeredFeature[]; steerPrompt: boolean } | null;
}

export type GeneratedSide = 'unsteered' | 'steered';

export interface GeneratedText {
  text: string;
  tokens: number;
  finish: FinishReason;
  /** Of this text alone, the prompt included. */
  seconds: number;
}

export interface GenerateResult {
  modelName: string;
  device: DeviceReport;
  hookPoint: string | null;
  /** Tokens of the prompt that the model saw, BOS included. */
  promptTokens: number;
  unsteered: GeneratedText;
  steered: GeneratedText | null;
  /** What a user should know: a model without a cache, a prompt that was cut. */
  warnings: string[];
}

/** Sent while a generation goes on. */
export interface GenerateProgress {
  id: string;
  /** `opening` while the model is read, `writing` from the first token on. */
  phase: 'opening' | 'writing';
  side: GeneratedSide;
  /** What this message adds to the side's text. */
  text: string;
  /** Of this side so far. */
  tokens: number;
  seconds: number;
}
