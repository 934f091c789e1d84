/** A whole comparison: activations once, then the arms of its kind, several at a time, then tables, pictures and results. */
import { measureGroups } from './armGroups.ts';
import { chooseScale, scaleArms, unreadScales } from './chooseScale.ts';
import type { CompareSettings } from './compareSettings.ts';
import { openComparisonFolder, writeComparison } from './comparisonFolder.ts';
import { reportOf, resultsOf } from './comparisonOutput.ts';
import type { Comparison, ComparisonOptions, Found } from './comparisonOutput.ts';
import { runFrontier } from './frontier.ts';
import { frontierPlots } from './frontierPlots.ts';
import {
  consistencyTable,
  coverageChecks,
  matchedTable,
  pointsTable,
  targetTable,
  tuningTable,
} from './frontierTables.ts';
import { convergenceNotes } from './groupTable.ts';
import { runLadder } from './ladder.ts';
import { ladderRungs } from './ladderRungs.ts';
import { againstBase, ladderChecks, ladderPlot, ladderTable, lineTable } from './ladderReport.ts';
import { RATES, recipeOf, TUNING_RUNS } from './recipes.ts';
import { runArms } from './runArms.ts';
import type { ArmContext } from './runArms.ts';
import { scalePlot, scaleTable } from './scaleReport.ts';

/** @throws TaskFailedError, NotAReportFolderError, DiskFullError, the signal's reason */
export async function compare(options: ComparisonOptions): Promise<Comparison> {
  const start = performance.now();
  const { settings, cache, out, pool, onProgress } = options;
  openComparisonFolder(out);
  const context: ArmContext = {
    cacheKey: cache.key,
    heldOutRows: cache.rows('heldOut'),
    activations: cache.folder,
    out,
    device: settings.saeDevice,
    pool,
    diverged: [],
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const found = await find(settings, cache.dIn, context);
  if (context.diverged.length > 0)
    found.notes.push(`Training diverged, and these are in no table: ${context.diverged.join('; ')}.`);
  const seconds = (performance.now() - start) / 1000;
  const comparison = {
    report: reportOf(options, found, seconds),
    results: resultsOf(options, found, seconds),
  };
  writeComparison(out, comparison.report, comparison.results);
  return comparison;
}

function find(settings: CompareSettings, dIn: number, context: ArmContext): Promise<Found> {
  switch (settings.kind) {
    case 'frontier':
      return findFrontier(settings, dIn, context);
    case 'ladder':
      return findLadder(settings, dIn, context);
    case 'scale':
      return findScale(settings, dIn, context);
    default:
      return settings.kind satisfies never;
  }
}

async function findFrontier(settings: CompareSettings, dIn: number, context: ArmContext): Promise<Found> {
  const recipes = settings.algorithms.map((algorithm) => recipeOf(algorithm, settings, dIn));
  const { tuning, tuned, points, matched } = await runFrontier(recipes, settings, context);
  const groups = await measureGroups(points, context);
  const tables = [
    ...[matchedTable(matched), pointsTable(groups), consistencyTable(groups), targetTable(groups)],
    tuningTable(tuning),
  ].filter((table) => table !== null);
  return {
    title: `${settings.algorithms.join(', ')} over L0`,
    ...{ arms: [...tuned, ...points], groups, tuning, matched, ladder: null, scale: null, tables },
    plots: await frontierPlots(groups),
    checks: coverageChecks(matched),
    notes: [
      ...convergenceNotes(groups),
      `Tuning: ${TUNING_RUNS} runs of ${settings.tuningTokens.toLocaleString('en')} tokens for each algorithm at a seed of their own, ` +
        'learning rates by explained variance at matched L0; for penalties the same runs tell which coefficient gives which L0.',
    ],
  };
}

async function findLadder(settings: CompareSettings, dIn: number, context: ArmContext): Promise<Found> {
  const { tuning, tuned, arms } = await runLadder(ladderRungs(settings, dIn), settings, context);
  const groups = await measureGroups(arms, context);
  return {
    title: 'Is adaptation decoration? GBA with its parts taken away',
    ...{ arms: [...tuned, ...arms], groups, tuning, matched: [], ladder: againstBase(groups), scale: null },
    tables: [ladderTable(groups), lineTable(groups), tuningTable(tuning)],
    plots: [await ladderPlot(groups)],
    checks: ladderChecks(groups),
    notes: [
      ...convergenceNotes(groups),
      `Tuning: ${RATES.length} runs of ${settings.tuningTokens.toLocaleString('en')} tokens for each rung at a seed of their own, ` +
        "scored by explained variance minus that of GBA's line (short runs at its default rate) at the same L0.",
    ],
  };
}

async function findScale(settings: CompareSettings, dIn: number, context: ArmContext): Promise<Found> {
  const arms = await runArms('scales', scaleArms(settings, dIn), context);
  const figures = chooseScale(arms, settings.targetL0, settings.seeds);
  const picked = figures.find((one) => one.picked);
  const unread = unreadScales(figures);
  return {
    title: 'Output scale without ground truth',
    ...{ arms, groups: [], tuning: [], matched: [], ladder: null, scale: figures },
    tables: [scaleTable(figures, settings.targetL0)],
    plots: [await scalePlot(figures)],
    checks: [],
    notes: [
      picked === undefined
        ? 'Fewer than half of the scales could be read at this L0, so none is picked: give another by --target-l0, or train on more tokens.'
        : `The rule picks a = ${picked.scale}.`,
      ...(unread.length === 0
        ? []
        : [`Not judged, for their runs do not enclose this L0: a = ${unread.join(', ')}.`]),
    ],
  };
}
