/** The one number of an algorithm that decides how sparse its codes get: shown, parsed and put into a request. Free of vscode. */
import * as l10n from '@vscode/l10n';
import { EngineError } from '../../../link/engineError.ts';
import type { AlgorithmConfig, GbaConfig, SaeConfig, TrainRequest } from '../../../protocol/training.ts';
import { formatCount, formatValue } from '../../text/format.ts';

export type Knob =
  | { kind: 'k'; k: number }
  /** Weight of the penalty. */
  | { kind: 'coefficient'; coefficient: number }
  /** HTF and LTF; equal for one group. */
  | { kind: 'frequencies'; highest: number; lowest: number }
  /** All target frequencies by one factor, so that they sum to it over the features. */
  | { kind: 'targetL0'; l0: number };

export type KnobKind = Knob['kind'];

/** As in the engine: a feature that fires on nearly every token marks nothing. */
const HIGHEST_FREQUENCY = 0.95;

/** What the algorithm can be set by, the usual one first. */
export function knobKinds({ algorithm }: AlgorithmConfig): readonly [KnobKind, ...KnobKind[]] {
  switch (algorithm) {
    case 'gba':
      return ['targetL0', 'frequencies'];
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return ['k'];
    case 'l1':
    case 'jumprelu':
      return ['coefficient'];
    default:
      return algorithm satisfies never;
  }
}

export function knobName(kind: KnobKind, config: AlgorithmConfig): string {
  switch (kind) {
    case 'k':
      return l10n.t('k, active features a token');
    case 'coefficient':
      return l10n.t('Sparsity coefficient λ');
    case 'frequencies':
      return config.algorithm === 'gba' && config.groups === 1
        ? l10n.t('Target frequency')
        : l10n.t('Highest and lowest target frequency (HTF, LTF)');
    case 'targetL0':
      return l10n.t('Target L0, active features a token at the target frequencies');
    default:
      return kind satisfies never;
  }
}

/** The configuration's own value, as one would type it. */
export function knobText(kind: KnobKind, { algorithm: config, dSae }: SaeConfig): string {
  switch (kind) {
    case 'k':
      return 'k' in config ? String(config.k) : '';
    case 'coefficient':
      return String(coefficientOf(config) ?? '');
    case 'frequencies':
      return config.algorithm === 'gba' ? frequenciesText(config) : '';
    case 'targetL0':
      return config.algorithm === 'gba' ? short(targetL0(config, dSae)) : '';
    default:
      return kind satisfies never;
  }
}

/** `k = 32`, for the summary. */
export function knobSummary({ algorithm: config, dSae }: SaeConfig): string {
  if (config.algorithm === 'gba')
    return l10n.t(
      'target L0 {0}, frequencies {1}',
      formatValue(targetL0(config, dSae)),
      frequenciesText(config),
    );
  if ('k' in config) return `k = ${formatCount(config.k)}`;
  return `λ = ${formatValue(coefficientOf(config) ?? 0)}`;
}

/** The knob, or what is wrong with the text. */
export function parseKnob(
  kind: KnobKind,
  text: string,
  { algorithm: config, dSae }: SaeConfig,
): { value: Knob } | { problem: string } {
  const numbers = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const [first = Number.NaN, second] = numbers;
  switch (kind) {
    case 'k':
      return numbers.length === 1 && Number.isSafeInteger(first) && first >= 1 && first <= dSae
        ? { value: { kind, k: first } }
        : { problem: l10n.t('Write a whole number from {0} to {1}.', 1, formatCount(dSae)) };
    case 'coefficient':
      return numbers.length === 1 && first > 0 && Number.isFinite(first)
        ? { value: { kind, coefficient: first } }
        : { problem: l10n.t('Write a number above 0, such as {0}.', '0.001') };
    case 'frequencies':
      return parseFrequencies(config, numbers, second);
    case 'targetL0':
      return parseTargetL0(config, numbers, dSae);
    default:
      return kind satisfies never;
  }
}

/** @throws EngineError `invalidRequest` where the request's sizes do not bear the knob */
export function withKnob(request: TrainRequest, knob: Knob | undefined): TrainRequest {
  if (!knob) return request;
  const { sae } = request;
  return { ...request, sae: { ...sae, algorithm: turned(sae.algorithm, knob, sae.dSae) } };
}

function turned(config: AlgorithmConfig, knob: Knob, dSae: number): AlgorithmConfig {
  if (knob.kind === 'k' && 'k' in config) {
    if (knob.k <= dSae) return { ...config, k: knob.k };
    throw new EngineError(
      'invalidRequest',
      l10n.t('k = {0} is more than the {1} features. Choose a smaller k.', knob.k, formatCount(dSae)),
    );
  }
  if (knob.kind === 'coefficient' && config.algorithm === 'l1')
    return { ...config, l1Coefficient: knob.coefficient };
  if (knob.kind === 'coefficient' && config.algorithm === 'jumprelu')
    return { ...config, sparsityCoefficient: knob.coefficient };
  if (knob.kind === 'frequencies' && config.algorithm === 'gba')
    return { ...config, highestTargetFrequency: knob.highest, lowestTargetFrequency: knob.lowest };
  if (knob.kind === 'targetL0' && config.algorithm === 'gba') return scaled(config, knob.l0, dSae);
  // A knob is dropped when another algorithm is chosen, so none is left of another.
  throw new EngineError('internal', `${config.algorithm} has no ${knob.kind}.`);
}

function scaled(config: GbaConfig, l0: number, dSae: number): GbaConfig {
  const most = mostL0(config, dSae);
  if (l0 > most)
    throw new EngineError(
      'invalidRequest',
      l10n.t('A target L0 of {0} is out of reach: at most {1}.', formatValue(l0), formatValue(most)),
    );
  const factor = l0 / targetL0(config, dSae);
  return {
    ...config,
    highestTargetFrequency: factor * config.highestTargetFrequency,
    lowestTargetFrequency: factor * config.lowestTargetFrequency,
  };
}

/** Active features a token if every feature fired just as often as its target says: dSae times the mean p_k, p_k geometric over the groups. */
export function targetL0(config: GbaConfig, dSae: number): number {
  const { groups, highestTargetFrequency: highest, lowestTargetFrequency: lowest } = config;
  if (groups === 1) return dSae * highest;
  const targets = Array.from(
    { length: groups },
    (_, k) => highest * (lowest / highest) ** (k / (groups - 1)),
  );
  return (dSae * targets.reduce((sum, target) => sum + target, 0)) / groups;
}

function mostL0(config: GbaConfig, dSae: number): number {
  return (HIGHEST_FREQUENCY / config.highestTargetFrequency) * targetL0(config, dSae);
}

function parseTargetL0(
  config: AlgorithmConfig,
  numbers: readonly number[],
  dSae: number,
): { value: Knob } | { problem: string } {
  const [l0 = Number.NaN] = numbers;
  const most = config.algorithm === 'gba' ? mostL0(config, dSae) : 0;
  return numbers.length === 1 && l0 > 0 && l0 <= most
    ? { value: { kind: 'targetL0', l0 } }
    : { problem: l10n.t('Write a number above 0, at most {0}.', formatValue(most)) };
}

function parseFrequencies(
  config: AlgorithmConfig,
  numbers: readonly number[],
  second: number | undefined,
): { value: Knob } | { problem: string } {
  const [highest = Number.NaN] = numbers;
  const isShare = (value: number): boolean => value > 0 && value < 1;
  if (config.algorithm === 'gba' && config.groups === 1)
    return numbers.length === 1 && isShare(highest)
      ? { value: { kind: 'frequencies', highest, lowest: highest } }
      : { problem: l10n.t('Write a share of tokens between 0 and 1, such as {0}.', '0.003') };
  return numbers.length === 2 &&
    second !== undefined &&
    isShare(highest) &&
    isShare(second) &&
    second <= highest
    ? { value: { kind: 'frequencies', highest, lowest: second } }
    : {
        problem: l10n.t(
          'Write two shares of tokens between 0 and 1, the highest first, such as {0}.',
          '0.01, 0.0003',
        ),
      };
}

function coefficientOf(config: AlgorithmConfig): number | null {
  if (config.algorithm === 'l1') return config.l1Coefficient;
  return config.algorithm === 'jumprelu' ? config.sparsityCoefficient : null;
}

function frequenciesText({
  groups,
  highestTargetFrequency: highest,
  lowestTargetFrequency: lowest,
}: GbaConfig): string {
  return groups === 1 ? short(highest) : `${short(highest)}, ${short(lowest)}`;
}

/** Three digits, as one types them, whatever the language. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
