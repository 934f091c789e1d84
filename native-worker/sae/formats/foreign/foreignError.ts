/** An SAE made elsewhere that cannot be taken over: says what was found, where, and what to do about it. */
export class ForeignSaeError extends Error {
  override readonly name = 'ForeignSaeError';
  readonly code = 'invalidRequest';

  /** @param problem a whole sentence or several; ends with what to do next */
  constructor(place: string, problem: string) {
    super(`The SAE in ${place} cannot be imported: ${problem}`);
  }
}
