/** Words of the steering panel. */
import type { FinishReason, SteerKind } from '../../protocol/generation.ts';
import { t } from '../lib/localise.ts';

export function kindWord(kind: SteerKind): string {
  switch (kind) {
    case 'add':
      return t('Add');
    case 'clamp':
      return t('Clamp');
    case 'ablate':
      return t('Ablate');
    default:
      return kind satisfies never;
  }
}

export function kindHelp(kind: SteerKind): string {
  switch (kind) {
    case 'add':
      return t('Adds this many times its maximum along its direction, whatever the text');
    case 'clamp':
      return t('Holds its activation at this many times its maximum');
    case 'ablate':
      return t('Holds its activation at 0');
    default:
      return kind satisfies never;
  }
}

export function finishWords(finish: FinishReason): string {
  switch (finish) {
    case 'end':
      return t('The model ended the text.');
    case 'stop':
      return t('A stop text came.');
    case 'length':
      return t('It has the number of tokens asked for.');
    case 'context':
      return t('The model takes no longer text.');
    case 'cancelled':
      return t('Stopped.');
    default:
      return finish satisfies never;
  }
}
