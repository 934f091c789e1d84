/** What a splice cost, as a report for the terminal and a folder. */
import type { Estimate, SpliceEvaluation, SplicedLoss } from '../../protocol/evaluation.ts';
import type { ExperimentReport, ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { BOOTSTRAP_DRAWS } from '../monosemanticity/measure/bootstrap.ts';

export interface SpliceReportFacts {
  /** Of the run, or the folder. */
  name: string;
  command: string;
  seed: number;
}

export function spliceReport(
  evaluation: SpliceEvaluation,
  { name, command, seed }: SpliceReportFacts,
): ExperimentReport {
  const { model, hookPoint, dSae, text, seconds } = evaluation;
  return {
    version: 1,
    experiment: 'splice',
    title: `What the SAE of ${name} costs ${model.name}`,
    command,
    settings: { model: model.name, hookPoint, dSae, tokens: text.scored, documents: text.documents, seed },
    tables: [headlines(evaluation), losses(evaluation)],
    plots: [],
    checks: [],
    notes: notes(evaluation),
    seconds,
  };
}

function headlines({
  lossRecovered,
  lossIncrease,
  divergenceScore,
  divergence,
  lossRecoveredFromZero,
  explainedVariance,
  l0,
}: SpliceEvaluation): ReportTable {
  return {
    title: 'The reconstruction in the place of the activations',
    columns: [
      { name: 'figure', kind: 'text' },
      { name: 'value', kind: 'number', digits: 4 },
      { name: 'of', kind: 'text' },
    ],
    rows: [
      [
        'CE recovered',
        cell(lossRecovered),
        'against mean ablation: (CE mean - CE SAE) / (CE mean - CE clean)',
      ],
      ['ΔCE', cell(lossIncrease), 'nats a token: CE SAE - CE clean'],
      ['KL score', cell(divergenceScore), '1 - KL SAE / KL mean'],
      ['KL', cell(divergence), 'nats a token: KL(clean || SAE)'],
      [
        'CE recovered from zeros',
        cell(lossRecoveredFromZero),
        'against zero ablation, as SAELens and SAEBench have it',
      ],
      ['explained variance', explainedVariance, 'of the replaced activations, raw units'],
      ['L0', l0, 'active features a replaced position'],
    ],
    notes: [
      `With the middle 95 % of ${BOOTSTRAP_DRAWS} resamplings of the documents.`,
      ...(lossRecovered === null
        ? ['The mean costs the model nothing here, so there is no loss to recover: read ΔCE instead.']
        : []),
    ],
  };
}

function losses({ cleanLoss, replacedBy }: SpliceEvaluation): ReportTable {
  const row = (name: string, { loss, divergence }: SplicedLoss): ReportCell[] => [
    name,
    loss,
    loss - cleanLoss,
    divergence,
  ];
  const number = (name: string) => ({ name, kind: 'number' as const, digits: 4 });
  return {
    title: 'Loss in nats a token, by what stands in the place of the activations',
    columns: [{ name: 'activations', kind: 'text' }, number('CE'), number('ΔCE'), number('KL')],
    rows: [
      row('the model’s own', { loss: cleanLoss, divergence: 0 }),
      row('the SAE’s', replacedBy.sae),
      row('their mean', replacedBy.mean),
      row('zeros', replacedBy.zero),
    ],
    notes: [],
  };
}

function notes({ text, seconds }: SpliceEvaluation): string[] {
  const { documents, rows, replaced, scored, masked, sources, unseen } = text;
  return [
    `Text: ${sources.join('; ')}. ${documents} documents in ${rows} rows, ${(replaced / seconds).toFixed(0)} tokens a second in all.`,
    `Replaced: ${replaced} positions. Left as they are, as in training: ${masked.firstPosition} first positions of rows and ${masked.outlierNorm} of outlying norm. The mean is that of the replaced activations themselves.`,
    `Scored: the predictions at ${scored} of the replaced positions, those that have a next token in their row.`,
    unseen
      ? 'None of these documents, nor one like it, is among those the run trained on: compared by hash and by MinHash.'
      : 'An SAE folder does not say what it was trained on, so it is NOT proven that these documents were not among it.',
  ];
}

function cell(estimate: Estimate | null): ReportCell {
  if (estimate === null) return null;
  const { value, least, most } = estimate;
  return least === null || most === null ? value : { mean: value, least, most };
}
