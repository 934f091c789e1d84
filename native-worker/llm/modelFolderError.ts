/** Raised for a model folder that cannot be used; the message says what is wrong, where, and what to do next. */
export class ModelFolderError extends Error {
  readonly folder: string;

  constructor(folder: string, problem: string, nextStep: string) {
    super(`Model folder ${folder}: ${problem} ${nextStep}`);
    this.name = 'ModelFolderError';
    this.folder = folder;
  }
}
