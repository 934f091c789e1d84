/** Refuses forms of the SAE that the dense backend does not compute yet. */
import type { BackendOptions } from './backend.ts';

export class UnsupportedFormError extends Error {
  constructor(what: string) {
    super(
      `The dense backend does not train ${what} yet. Choose another algorithm or the device 'reference'.`,
    );
    this.name = 'UnsupportedFormError';
  }
}

/** @throws UnsupportedFormError */
export function checkForm({
  tied,
  selection,
  penalty,
  auxiliary,
  prefixes,
  trains,
  decoderRows,
}: BackendOptions): void {
  if (!tied) throw new UnsupportedFormError('an untied encoder');
  if (selection.kind !== 'threshold') throw new UnsupportedFormError(`the selection '${selection.kind}'`);
  if (penalty) throw new UnsupportedFormError(`the penalty '${penalty.kind}'`);
  if (auxiliary) throw new UnsupportedFormError('an auxiliary loss');
  if (prefixes.length > 1) throw new UnsupportedFormError('nested prefixes');
  if (trains.biases || !trains.decoder || trains.preBias === 'decoder' || decoderRows === 'free') {
    throw new UnsupportedFormError('these parameters');
  }
}
