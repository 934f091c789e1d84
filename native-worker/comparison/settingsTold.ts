/** A comparison's settings as a report shows them: what counted, nothing that did not. */
import type { ActivationCache } from '../activations/cache/activationCache.ts';
import type { CompareSettings } from './compareSettings.ts';

export function settingsTold(
  settings: CompareSettings,
  cache: ActivationCache,
): Record<string, string | number> {
  const { kind, hookPoint, contextSize, seeds, dSae, batchTokens, trainingTokens, saeDevice } = settings;
  const common = {
    ...{ hookPoint, contextSize, seeds, features: dSae, batch: batchTokens, tokens: trainingTokens },
    trainingRows: cache.rows('train'),
    heldOutRows: cache.rows('heldOut'),
    saeDevice,
  };
  const tuned = { tuningTokens: settings.tuningTokens };
  switch (kind) {
    case 'frontier':
      return {
        ...{ algorithms: settings.algorithms.join(','), points: settings.points },
        ...{ lowestL0: settings.lowestL0, highestL0: settings.highestL0, ...common, ...tuned },
      };
    case 'ladder':
      return { targetL0: settings.targetL0, longTokens: settings.longTokens, ...common, ...tuned };
    case 'scale':
      return { targetL0: settings.targetL0, ...common };
    default:
      return kind satisfies never;
  }
}
