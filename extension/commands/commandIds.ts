/** Every command of package.json; registerCommands must have a handler for each, and a test compares the two lists. */

export const COMMAND_IDS = [
  'monosema.train',
  'monosema.trainAtHookPoint',
  'monosema.importSae',
  'monosema.openExplorer',
  'monosema.goToFeature',
  'monosema.inspectSelection',
  'monosema.steer',
  'monosema.clearHighlights',
  'monosema.chooseModel',
  'monosema.chooseHookPoint',
  'monosema.showModelMap',
  'monosema.addModelFolder',
  'monosema.downloadModel',
  'monosema.forgetModel',
  'monosema.openTrainingView',
  'monosema.pauseRun',
  'monosema.resumeRun',
  'monosema.stopRun',
  'monosema.evaluateRun',
  'monosema.renameRun',
  'monosema.deleteRun',
  'monosema.revealRunFolder',
  'monosema.inspectWithRun',
  'monosema.runSyntheticExperiment',
  'monosema.cancelExperiment',
  'monosema.openExperimentReport',
  'monosema.saveExperimentReport',
  'monosema.refresh',
  'monosema.showLog',
  'monosema.restartEngine',
  'monosema.openSettings',
  'monosema.openWalkthrough',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

export type CommandHandlers = Record<CommandId, (...args: unknown[]) => Promise<unknown>>;
