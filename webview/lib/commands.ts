/** Commands of the extension that views offer as the next step. */
export const COMMANDS = {
  train: 'monosema.train',
  trainAtHookPoint: 'monosema.trainAtHookPoint',
  openExplorer: 'monosema.openExplorer',
  openTraining: 'monosema.openTrainingView',
  steer: 'monosema.steer',
  inspectSelection: 'monosema.inspectSelection',
  pauseRun: 'monosema.pauseRun',
  resumeRun: 'monosema.resumeRun',
  stopRun: 'monosema.stopRun',
  evaluateRun: 'monosema.evaluateRun',
  runExperiment: 'monosema.runSyntheticExperiment',
  cancelExperiment: 'monosema.cancelExperiment',
  openReport: 'monosema.openExperimentReport',
  saveReport: 'monosema.saveExperimentReport',
  showLog: 'monosema.showLog',
} as const;
