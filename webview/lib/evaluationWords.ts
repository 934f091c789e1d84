/** What a splice evaluation found, in words and figures. */
import type { Estimate, SpliceEvaluation } from '../../protocol/evaluation.ts';
import { formatNumber, formatSigned, formatTokens } from './format.ts';
import { t } from './localise.ts';

export interface EvaluationFigure {
  name: string;
  value: string;
  /** The middle 95 % of resamplings; left out where there are none. */
  more?: string;
  help: string;
}

/** CE recovered first: the headline. */
export function evaluationFigures(evaluation: SpliceEvaluation): EvaluationFigure[] {
  const { lossRecovered, lossIncrease, divergence, divergenceScore, lossRecoveredFromZero, text } =
    evaluation;
  const figure = (
    name: string,
    estimate: Estimate | null,
    format: (value: number) => string,
    help: string,
  ): EvaluationFigure => ({
    name,
    value: estimate === null ? '–' : format(estimate.value),
    ...rangeOf(estimate, format),
    help,
  });
  return [
    figure(
      t('CE recovered'),
      lossRecovered,
      percent,
      t(
        '(CE mean - CE SAE) / (CE mean - CE clean): 100 % when nothing is lost, 0 % when it is no better than their mean',
      ),
    ),
    figure(
      t('ΔCE, nats'),
      lossIncrease,
      formatSigned,
      t('Cross-entropy of the next token with the reconstructions, minus the model’s own'),
    ),
    figure(
      t('KL, nats'),
      divergence,
      formatNumber,
      t('KL(clean || SAE) of the next-token distribution, nats a token'),
    ),
    figure(t('KL score'), divergenceScore, percent, t('1 - KL SAE / KL mean')),
    figure(
      t('CE recovered from zeros'),
      lossRecoveredFromZero,
      percent,
      t('The same against zeros in the place of the activations, which other tools report'),
    ),
    {
      name: t('Tokens'),
      value: formatTokens(text.scored),
      more: t('{0} documents', text.documents),
      help: t('Predictions scored, on text that the run held out'),
    },
  ];
}

/** What the headline means, in a sentence. */
export function evaluationSentence({ cleanLoss, replacedBy, lossRecovered }: SpliceEvaluation): string {
  const [clean, sae, mean] = [cleanLoss, replacedBy.sae.loss, replacedBy.mean.loss].map(formatNumber);
  return lossRecovered === null
    ? t(
        'With reconstructions in the place of the activations the model’s loss goes from {0} to {1} nats a token. Their mean in that place costs nothing ({2}), so there is no share to tell.',
        clean ?? '',
        sae ?? '',
        mean ?? '',
      )
    : t(
        'With reconstructions in the place of the activations the model’s loss goes from {0} to {1} nats a token; with their mean it would go to {2}. So {3} of what the model draws from them is kept.',
        clean ?? '',
        sae ?? '',
        mean ?? '',
        percent(lossRecovered.value),
      );
}

/** With a tenth, for good SAEs differ by less than one percent. */
function percent(share: number): string {
  return t('{0} %', (100 * share).toFixed(1));
}

function rangeOf(
  estimate: Estimate | null,
  format: (value: number) => string,
): Pick<EvaluationFigure, 'more'> {
  if (estimate === null || estimate.least === null || estimate.most === null) return {};
  return { more: t('{0} to {1}', format(estimate.least), format(estimate.most)) };
}
