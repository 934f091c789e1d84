/** From what a comparison found to its report and its results. */
import type { ExperimentReport, ReportCheck, ReportPlot, ReportTable } from '../../protocol/experiment.ts';
import type { ActivationCache } from '../activations/cache/activationCache.ts';
import { packageVersion } from '../installation.ts';
import type { ArmGroup } from './armGroups.ts';
import type { CompareResults } from './compareResults.ts';
import type { CompareSettings } from './compareSettings.ts';
import type { ArmContext, FinishedArm } from './runArms.ts';
import { settingsTold } from './settingsTold.ts';
import type { Tuning } from './tuning.ts';

export interface ComparisonOptions {
  settings: CompareSettings;
  cache: ActivationCache;
  /** The folder of results; arms that are there already are not trained again. */
  out: string;
  /** The command line that gives this report again. */
  command: string;
  pool: ArmContext['pool'];
  onProgress?: ArmContext['onProgress'];
}

export interface Comparison {
  report: ExperimentReport;
  results: CompareResults;
}

/** What a kind of comparison finds; the rest of report and results is the same for all. */
export interface Found {
  title: string;
  arms: FinishedArm[];
  groups: ArmGroup[];
  tuning: Tuning[];
  matched: CompareResults['matched'];
  ladder: CompareResults['ladder'];
  scale: CompareResults['scale'];
  tables: ReportTable[];
  plots: ReportPlot[];
  checks: ReportCheck[];
  notes: string[];
}

export function reportOf(
  { settings, cache, command }: ComparisonOptions,
  { title, tables, plots, checks, notes }: Found,
  seconds: number,
): ExperimentReport {
  const { modelName } = cache.manifest.provenance;
  return {
    version: 1,
    experiment: 'compare',
    title: `${title} (${modelName}, ${settings.hookPoint})`,
    command,
    settings: settingsTold(settings, cache),
    tables,
    plots,
    checks,
    notes,
    seconds,
  };
}

export function resultsOf(
  { settings, cache, command }: ComparisonOptions,
  found: Found,
  seconds: number,
): CompareResults {
  const { manifest } = cache;
  return {
    version: 1,
    kind: settings.kind,
    command,
    createdAt: new Date().toISOString(),
    monosema: packageVersion(),
    activations: {
      key: cache.key,
      modelName: manifest.provenance.modelName,
      modelHash: manifest.identity.modelHash,
      hookPoint: manifest.identity.hookPoint,
      corpus: manifest.provenance.corpus,
      contextSize: manifest.identity.contextSize,
      dIn: cache.dIn,
      trainTokens: cache.rows('train'),
      heldOutTokens: cache.rows('heldOut'),
      masked: manifest.masked,
    },
    settings: settingsTold(settings, cache),
    arms: found.arms.map(({ arm, result: { key, steps, measured, device, seconds: spent } }) => ({
      ...arm,
      ...{ key, steps, measured, device, seconds: spent },
    })),
    tuning: found.tuning,
    matched: found.matched,
    consistency: found.groups.flatMap(({ label, point, consistency }) =>
      consistency === null ? [] : [{ label, point, ...consistency }],
    ),
    ladder: found.ladder,
    scale: found.scale,
    seconds,
  };
}
