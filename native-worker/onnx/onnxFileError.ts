/** Raised for an .onnx file (or its external data) that cannot be used; the message says which, why, and what to do. */
export class OnnxFileError extends Error {
  readonly file: string;

  constructor(file: string, problem: string, nextStep: string) {
    super(`${file}: ${problem} ${nextStep}`);
    this.name = 'OnnxFileError';
    this.file = file;
  }
}

export const downloadAgain = 'Download or export the model again.';
