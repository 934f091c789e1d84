/** What all requests of one download share: when to stop, how long to wait for a silent server, how often to try again. */

export interface Transfer {
  signal: AbortSignal;
  /** A server that sends nothing for so long is given up. */
  silenceMs: number;
  /** Before the second try; doubled for each further one. */
  retryMs: number;
  /** Tries in a row without progress. */
  tries: number;
  /** Told before each wait. */
  onWait: (problem: string, seconds: number) => void;
}

export const USUAL_TRANSFER: Omit<Transfer, 'signal'> = {
  silenceMs: 30_000,
  retryMs: 1_000,
  tries: 6,
  onWait: () => undefined,
};
