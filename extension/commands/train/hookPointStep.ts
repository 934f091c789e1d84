/** The hook point step: a list to choose one from, and the map of the model for several, for costs and for any other tensor. */
import * as l10n from '@vscode/l10n';
import type { HookPoint } from '../../../protocol/model.ts';
import { EngineError } from '../../../link/engineError.ts';
import { orderHookPoints, recommendedHookPoint } from '../../state/inspectTarget.ts';
import { formatPercent } from '../../text/format.ts';
import { pickOne, type PickItem } from '../pickOne.ts';
import type { Place, StepOutcome } from './quickFlow.ts';
import type { TrainFlow } from './trainSteps.ts';

type Choice = { kind: 'hook'; name: string } | { kind: 'several' } | { kind: 'map' };

export async function hookPointStep(flow: TrainFlow, place: Place): Promise<StepOutcome> {
  const { title, choices } = flow;
  const hookPoints = choices.model?.hookPoints ?? [];
  // Without a residual stream that was recognised there are only tensors, which the map looks for.
  if (hookPoints.length === 0) return (await chooseOnMap(flow)) ? 'next' : 'cancel';
  const recommended = recommendedHookPoint(hookPoints);
  const chosen = choices.hookPoints ?? [];
  for (;;) {
    const result = await pickOne<Choice>({
      title,
      place,
      placeholder: l10n.t('Hook point: where activations are read'),
      isActive: (choice) =>
        chosen.length > 1
          ? choice.kind === 'several'
          : choice.kind === 'hook' && choice.name === (chosen[0] ?? recommended?.name),
      load: (show) => {
        show([
          mapItem(),
          ...severalItem(chosen),
          ...orderHookPoints(hookPoints).map((hook) => hookItem(hook, hook === recommended)),
        ]);
        return Promise.resolve();
      },
    });
    if (result.kind === 'back') return 'back';
    if (result.kind === 'cancelled') return 'cancel';
    if (result.value.kind === 'several') return 'next';
    if (result.value.kind === 'hook') {
      choices.hookPoints = [result.value.name];
      return 'next';
    }
    if (await chooseOnMap(flow)) return 'next';
  }
}

/** False when the map was closed without a choice. */
async function chooseOnMap({ services, choices }: TrainFlow): Promise<boolean> {
  if (!choices.model) throw new EngineError('internal', 'The hook point step comes after the model.');
  const chosen = await services.hookMap.pick(choices.model, choices.hookPoints ?? []);
  if (!chosen || chosen.length === 0) return false;
  choices.hookPoints = chosen;
  return true;
}

/** Not always shown: it would come first whatever is typed, and Enter would take it. */
function mapItem(): PickItem<Choice> {
  return {
    label: l10n.t('$(map) Map of the Model…'),
    detail: l10n.t('What reading at each layer costs; several hook points from one pass; any other tensor'),
    value: { kind: 'map' },
  };
}

function severalItem(chosen: readonly string[]): PickItem<Choice>[] {
  if (chosen.length < 2) return [];
  return [
    {
      label: l10n.t('{0} hook points', chosen.length),
      detail: chosen.join(', '),
      value: { kind: 'several' },
    },
  ];
}

function hookItem({ name, width, op, cost }: HookPoint, isRecommended: boolean): PickItem<Choice> {
  return {
    label: name,
    description: isRecommended ? l10n.t('$(star-full) recommended') : '',
    detail: l10n.t('Width {0}, made by {1}, {2} of the forward pass', width, op, formatPercent(cost)),
    value: { kind: 'hook', name },
  };
}
