/** Which settings of Group Bias Adaptation a run uses; asked only from the summary, since few need another. */
import * as l10n from '@vscode/l10n';
import type { GbaPreset } from '../../../protocol/training.ts';
import { pickOne } from '../pickOne.ts';
import type { Place } from './quickFlow.ts';
import type { TrainChoices } from './trainChoices.ts';

const PRESETS = ['recommended', 'paper'] as const satisfies readonly GbaPreset[];

export async function algorithmStep(
  choices: TrainChoices,
  title: string,
  place: Place,
): Promise<'settled' | 'back' | 'cancel'> {
  const result = await pickOne<GbaPreset>({
    title,
    place: { ...place, canGoBack: true },
    placeholder: l10n.t('Algorithm: settings of Group Bias Adaptation'),
    isActive: (preset) => preset === (choices.algorithm ?? 'recommended'),
    load: (show) => {
      show(
        PRESETS.map((preset) => ({ label: algorithmLabel(preset), detail: detail(preset), value: preset })),
      );
      return Promise.resolve();
    },
  });
  if (result.kind === 'cancelled') return 'cancel';
  if (result.kind === 'back') return 'back';
  choices.algorithm = result.value;
  return 'settled';
}

export function algorithmLabel(preset: GbaPreset): string {
  switch (preset) {
    case 'recommended':
      return l10n.t('Group Bias Adaptation, recommended');
    case 'paper':
      return l10n.t('Group Bias Adaptation, as in the paper');
    default:
      return preset satisfies never;
  }
}

function detail(preset: GbaPreset): string {
  return preset === 'recommended'
    ? l10n.t('Biases start at quantiles, the output scale follows a schedule, a refit ends the training')
    : l10n.t('Biases start at zero, the output scale and the pre-bias are trained: arXiv 2506.14002');
}
