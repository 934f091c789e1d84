/** Which algorithm a run uses, and how sparse; asked only from the summary, since few need another. */
import * as l10n from '@vscode/l10n';
import type { SaeConfig } from '../../../protocol/training.ts';
import {
  ALGORITHM_CHOICES,
  algorithmDetail,
  algorithmLabel,
  RECOMMENDED,
} from '../../text/algorithmWords.ts';
import type { AlgorithmChoice } from '../../text/algorithmWords.ts';
import { askText } from '../askText.ts';
import { pickOne, type PickItem } from '../pickOne.ts';
import type { Place } from './quickFlow.ts';
import { knobKinds, knobName, knobText, parseKnob, type Knob, type KnobKind } from './sparsityKnob.ts';
import { chooseAlgorithm, type TrainChoices } from './trainChoices.ts';

type Settled = 'settled' | 'back' | 'cancel';

export async function algorithmStep(choices: TrainChoices, title: string, place: Place): Promise<Settled> {
  const active = algorithmLabel(choices.algorithm ?? RECOMMENDED);
  const result = await pickOne<AlgorithmChoice>({
    title,
    place: { ...place, canGoBack: true },
    placeholder: l10n.t('Algorithm: how sparse features are found'),
    isActive: (choice) => algorithmLabel(choice) === active,
    load: (show) => {
      show(
        ALGORITHM_CHOICES.map((choice) => ({
          label: algorithmLabel(choice),
          detail: algorithmDetail(choice),
          value: choice,
        })),
      );
      return Promise.resolve();
    },
  });
  if (result.kind === 'cancelled') return 'cancel';
  if (result.kind === 'back') return 'back';
  chooseAlgorithm(choices, result.value);
  return 'settled';
}

/** @param sae as the choices so far have it */
export async function sparsityStep(
  choices: TrainChoices,
  sae: SaeConfig,
  title: string,
  place: Place,
): Promise<Settled> {
  const kinds = knobKinds(sae.algorithm);
  for (;;) {
    const kind = kinds.length === 1 ? kinds[0] : await pickKind(kinds, choices, sae, title, place);
    if (kind === 'back' || kind === 'cancel') return kind;
    if (kind === 'preset') {
      delete choices.knob;
      return 'settled';
    }
    const result = await askText<Knob>({
      title,
      place: { ...place, canGoBack: true },
      prompt: knobName(kind, sae.algorithm),
      value: knobText(kind, sae),
      parse: (text) => parseKnob(kind, text, sae),
    });
    if (result.kind === 'cancelled') return 'cancel';
    if (result.kind === 'picked') {
      choices.knob = result.value;
      return 'settled';
    }
    if (kinds.length === 1) return 'back';
  }
}

async function pickKind(
  kinds: readonly KnobKind[],
  choices: TrainChoices,
  sae: SaeConfig,
  title: string,
  place: Place,
): Promise<KnobKind | 'preset' | 'back' | 'cancel'> {
  const asPreset: PickItem<KnobKind | 'preset'>[] = choices.knob
    ? [{ label: l10n.t('$(discard) As in the Preset'), value: 'preset' }]
    : [];
  const result = await pickOne<KnobKind | 'preset'>({
    title,
    place: { ...place, canGoBack: true },
    placeholder: l10n.t('Sparsity: how often features may fire'),
    isActive: (value) => value === (choices.knob?.kind ?? kinds[0]),
    load: (show) => {
      show([
        ...kinds.map((kind) => ({
          label: knobName(kind, sae.algorithm),
          description: knobText(kind, sae),
          value: kind,
        })),
        ...asPreset,
      ]);
      return Promise.resolve();
    },
  });
  if (result.kind === 'picked') return result.value;
  return result.kind === 'back' ? 'back' : 'cancel';
}
