/** Whether the run screens by int8 products; asked only from the summary, since the automatic choice loses nothing. */
import * as l10n from '@vscode/l10n';
import { settings } from '../../settings.ts';
import { pickOne } from '../pickOne.ts';
import { int8Choices, type Int8Choice } from './int8Choice.ts';
import type { Place } from './quickFlow.ts';
import type { TrainChoices } from './trainChoices.ts';

export async function int8Step(
  choices: TrainChoices,
  title: string,
  place: Place,
): Promise<'settled' | 'back' | 'cancel'> {
  const active = choices.int8 ?? settings.int8();
  const result = await pickOne<Int8Choice>({
    title,
    place: { ...place, canGoBack: true },
    placeholder: l10n.t('Screening by int8: find active features by quick 8-bit products first, on the CPU'),
    isActive: ({ int8 }) => int8 === active,
    load: (show) => {
      show(int8Choices().map((choice) => ({ label: choice.label, detail: choice.detail, value: choice })));
      return Promise.resolve();
    },
  });
  if (result.kind === 'cancelled') return 'cancel';
  if (result.kind === 'back') return 'back';
  choices.int8 = result.value.int8;
  return 'settled';
}
