/** What a running job answers on its socket, and what it tells those attached to it. */
import type { EngineNotifications } from '../../protocol/engineMethods.ts';
import type { MetricsLine, RunProgress, RunSummary } from '../../protocol/run.ts';

export interface JobContract {
  requests: {
    /** From now on this link counts as a window: when the last one closes, the job checkpoints and ends. */
    'job/attach': { params: null; result: RunSummary };
    'job/pause': { params: null; result: null };
    'job/resume': { params: null; result: null };
    /** Answers when it was understood; the job then ends on its own. */
    'job/stop': { params: null; result: null };
    'job/keepRunning': { params: { keep: boolean }; result: null };
    'job/rename': { params: { name: string }; result: RunSummary };
  };
  notifications: {
    'job/changed': RunSummary;
    'job/progress': RunProgress;
    'job/metrics': MetricsLine;
    'job/log': EngineNotifications['log'];
  };
}

/** The other end asks and listens only. */
export interface JobWindowContract {
  requests: object;
  notifications: object;
}
