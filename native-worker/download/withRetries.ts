/** Tries again, with longer and longer waits, what a shaky connection or a busy server may let pass the next time. */
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../link/engineError.ts';
import { cancelled, HubStatusError, mayPass } from './hubErrors.ts';
import type { Transfer } from './transfer.ts';

/**
 * @param attempt gets `progressed`, which it calls when a good part more has come: failures before that no longer count
 * @throws the last error when none of the tries helped, EngineError `cancelled` on the signal
 */
export async function withRetries<T>(
  { signal, retryMs, tries, onWait }: Transfer,
  attempt: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  for (;;) {
    if (signal.aborted) throw cancelled();
    try {
      return await attempt(() => {
        failures = 0;
      });
    } catch (error) {
      failures += 1;
      if (!mayPass(error) || failures >= tries) throw error;
      const asked = error instanceof HubStatusError ? error.retryAfterSeconds : null;
      const ms = asked === null ? retryMs * 2 ** (failures - 1) : asked * 1000;
      onWait(messageOf(error), ms / 1000);
      await delay(ms, undefined, { signal }).catch(() => undefined);
    }
  }
}
