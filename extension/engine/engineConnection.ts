/** One live link to one engine process. A dead link is never revived: EngineClient makes a new one. */
import type {
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineResult,
} from '../../protocol/engineMethods.ts';
import type { Disposable } from '../disposable.ts';

export type EngineNotification = {
  [N in keyof EngineNotifications]: { method: N; params: EngineNotifications[N] };
}[keyof EngineNotifications];

export interface EngineConnection extends Disposable {
  /** Rejects with an EngineError; also when the link closes first or `signal` aborts. */
  request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    signal?: AbortSignal,
  ): Promise<EngineResult<M>>;
  onNotification(listener: (notification: EngineNotification) => void): Disposable;
  /** Fires once, with the reason, when the process ended without being asked to. */
  onClose(listener: (reason: string) => void): Disposable;
}
