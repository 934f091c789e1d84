/** What the steering panel keeps over a reload, and how a request of the host to show something combines with it. */
import type {
  FinishReason,
  GeneratedSide,
  SamplingOptions,
  SteeredFeature,
  SteerKind,
} from '../../protocol/generation.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';

/** One of the two texts, as far as it is there. */
export interface Written {
  text: string;
  tokens: number;
  seconds: number;
  /** Null while it is being written. */
  finish: FinishReason | null;
}

/** A superset of the host's own state of the view, so that the host can restore the panel from it. */
export interface SteeringState {
  view: 'steering';
  runId: string | null;
  /** Always null: what the host added is among `features`. */
  featureIndex: null;
  prompt: string;
  features: SteeredFeature[];
  sampling: SamplingOptions;
  steerPrompt: boolean;
  /** The last pair of texts; null before the first. */
  written: Record<GeneratedSide, Written> | null;
  /** The last `show` of the host that was followed, as JSON: it sends it again after a reload. */
  shown: string | null;
}

export const STRENGTH_LIMIT = 1000;
export const FIRST_STRENGTH = 2;
export const TOKEN_LIMIT = 4096;
export const SEED_LIMIT = 2 ** 32 - 1;

export const INITIAL_STATE: SteeringState = {
  view: 'steering',
  runId: null,
  featureIndex: null,
  prompt: '',
  features: [],
  sampling: { temperature: 0.8, topP: 0.95, topK: null, seed: 1, maxTokens: 100, stop: [] },
  steerPrompt: true,
  written: null,
  shown: null,
};

/** Reads what an earlier page kept; fields that are missing or odd get their first value. A text that was being written has ended. */
export function parseSteeringState(saved: Record<string, unknown> | null): SteeringState {
  if (saved?.['view'] !== 'steering') return INITIAL_STATE;
  const { runId, prompt, features, sampling, steerPrompt, written, shown } = saved;
  return {
    ...INITIAL_STATE,
    runId: typeof runId === 'string' ? runId : null,
    prompt: typeof prompt === 'string' ? prompt : '',
    features: Array.isArray(features) ? features.filter(isFeature) : [],
    sampling: parseSampling(sampling),
    steerPrompt: steerPrompt !== false,
    written: parseWritten(written),
    shown: typeof shown === 'string' ? shown : null,
  };
}

/** The state after the host asked to show `view`; what it repeats to a page that was made again changes nothing. */
export function afterShow(
  state: SteeringState,
  view: Extract<WebviewState, { view: 'steering' }>,
): SteeringState {
  const { runId, featureIndex, prompt } = view;
  const shown = JSON.stringify({ runId, featureIndex, prompt });
  if (shown === state.shown && runId === state.runId) return state;
  const isSameRun = runId === state.runId;
  const kept = isSameRun ? state.features : [];
  return {
    ...state,
    runId,
    prompt: prompt ?? state.prompt,
    features: featureIndex === null ? kept : withFeature(kept, featureIndex),
    written: isSameRun ? state.written : null,
    shown,
  };
}

/** Adds a feature behind the others, unless it is among them. */
export function withFeature(features: readonly SteeredFeature[], index: number): SteeredFeature[] {
  if (features.some((feature) => feature.index === index)) return [...features];
  return [...features, { index, kind: 'add', strength: FIRST_STRENGTH }];
}

/** The same feature steering in another way, its strength within what that way allows. */
export function withKind(feature: SteeredFeature, kind: SteerKind): SteeredFeature {
  const strength = kind === 'clamp' ? Math.abs(feature.strength) : feature.strength;
  return { ...feature, kind, strength };
}

const isNumber = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;

function isFeature(value: unknown): value is SteeredFeature {
  if (typeof value !== 'object' || value === null) return false;
  const { index, kind, strength } = value as Record<string, unknown>;
  const isKind = kind === 'add' || kind === 'clamp' || kind === 'ablate';
  return isKind && Number.isInteger(index) && isNumber(strength, -STRENGTH_LIMIT, STRENGTH_LIMIT);
}

function parseSampling(value: unknown): SamplingOptions {
  const first = INITIAL_STATE.sampling;
  if (typeof value !== 'object' || value === null) return first;
  const { temperature, topP, topK, seed, maxTokens, stop } = value as Record<string, unknown>;
  return {
    temperature: isNumber(temperature, 0, 100) ? temperature : first.temperature,
    topP: isNumber(topP, 0.01, 1) ? topP : first.topP,
    topK: isNumber(topK, 1, 1e6) ? topK : null,
    seed: isNumber(seed, 0, SEED_LIMIT) ? seed : first.seed,
    maxTokens: isNumber(maxTokens, 1, TOKEN_LIMIT) ? maxTokens : first.maxTokens,
    stop: Array.isArray(stop) ? stop.filter((text) => typeof text === 'string') : [],
  };
}

function parseWritten(value: unknown): SteeringState['written'] {
  if (typeof value !== 'object' || value === null) return null;
  const { unsteered, steered } = value as Record<string, unknown>;
  const [left, right] = [unsteered, steered].map(parseText);
  return left && right ? { unsteered: left, steered: right } : null;
}

function parseText(value: unknown): Written | null {
  if (typeof value !== 'object' || value === null) return null;
  const { text, tokens, seconds, finish } = value as Record<string, unknown>;
  if (typeof text !== 'string' || typeof tokens !== 'number' || typeof seconds !== 'number') return null;
  const reasons: readonly FinishReason[] = ['end', 'stop', 'length', 'context'];
  return { text, tokens, seconds, finish: reasons.find((reason) => reason === finish) ?? 'cancelled' };
}
