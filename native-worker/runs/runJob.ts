/**
 * The life of a job: takes the run's lock, listens on its socket, does the work, and leaves run.json saying how it ended. Asked to
 * stop, it ends at the next safe place with a checkpoint; past a deadline it ends anyway, for the newest checkpoint is whole.
 */
import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStatus } from '../../protocol/run.ts';
import { Disposables, toDisposable, type Disposable } from '../../link/disposable.ts';
import { messageOf } from '../../link/engineError.ts';
import { listenOnSocket, makeSocketAddress, removeSocketAddress } from '../../link/socketLink.ts';
import { reserveDisk } from './diskReserve.ts';
import { JobWindows } from './jobWindows.ts';
import { appendMetrics } from './metricsLog.ts';
import { RunControl, type StopReason } from './runControl.ts';
import type { RunPaths } from './runFolder.ts';
import { acquireFolderLock } from '../files/folderLock.ts';
import { RunRecord } from './runRecord.ts';
import type { RunObserver, RunWork } from './runWork.ts';

/**
 * From being asked to stop to the end whatever happens. A user who pressed Stop waits for a large checkpoint; where windows closed, one
 * was written when the last of them did, and with the time they had to come back the job ends within 10 s.
 */
const DEADLINE_MS: Readonly<Record<StopReason, number>> = { window: 2_500, signal: 6_000, user: 60_000 };
/** For the sockets to send what was written last. */
const LAST_WORDS_MS = 100;
/** Progress reaches the windows at most this often. */
const PROGRESS_MS = 250;

export interface RunJobOptions {
  paths: RunPaths;
  work: RunWork;
  resolveModelFolder: (stored: string) => string;
  /** Ends the process at once, whatever its threads do; called when a deadline has passed and run.json tells how it stands. */
  exit: (code: number) => void;
  /** For JobWindows, in tests. */
  times?: { firstWindowMs?: number; returnMs?: number };
}

/** Runs the job to its end and gives the exit code. @throws FolderBusyError when another job holds the run, BadRunFileError */
export async function runJob(options: RunJobOptions): Promise<number> {
  const { paths } = options;
  const owned = new Disposables();
  try {
    const socket = makeSocketAddress();
    owned.own(
      toDisposable(() => {
        removeSocketAddress(socket);
      }),
    );
    // Listening comes first: whoever reads the address in the lock may connect at once.
    let job: RunJob | null = null;
    owned.own(
      await listenOnSocket(socket, 'a window', (transport) => {
        job?.windows.accept(transport);
      }),
    );
    owned.own(acquireFolderLock(paths, socket));
    lowerPriority();
    const exit = (code: number): void => {
      owned.dispose();
      options.exit(code);
    };
    job = new RunJob({ ...options, exit }, owned);
    const code = await job.run();
    await delay(LAST_WORDS_MS);
    return code;
  } finally {
    owned.dispose();
  }
}

function lowerPriority(): void {
  try {
    // Before onnxruntime starts its threads, which inherit it.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed everywhere; the job then runs at normal priority.
  }
}

class RunJob {
  readonly windows: JobWindows;
  readonly #options: RunJobOptions;
  readonly #control: RunControl;
  readonly #record: RunRecord;
  readonly #reserve: Disposable;
  #toldProgress = 0;

  constructor(options: RunJobOptions, owned: Disposables) {
    this.#options = options;
    this.#control = new RunControl((paused) => {
      this.#record.update({ status: paused ? 'paused' : 'running' });
    });
    this.#reserve = owned.own(reserveDisk(options.paths));
    this.windows = owned.own(this.#openWindows());
    const summaryOptions = { readOnly: false, resolveModelFolder: options.resolveModelFolder };
    this.#record = new RunRecord(options.paths, summaryOptions, (summary) => {
      this.windows.notify('job/changed', summary);
    });
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      const stop = (): void => {
        this.#control.stop('signal');
      };
      process.on(name, stop);
      owned.own(toDisposable(() => process.off(name, stop)));
    }
  }

  async run(): Promise<number> {
    const { paths, work, resolveModelFolder } = this.#options;
    this.#control.signal.addEventListener(
      'abort',
      () => {
        this.#startDeadline();
      },
      { once: true },
    );
    try {
      this.#record.update({ status: 'running', problem: null });
      const { run } = this.#record;
      const outcome = await work({
        paths,
        run,
        request: { ...run.request, modelFolder: resolveModelFolder(run.request.modelFolder) },
        control: this.#control,
        observer: this.#observer(),
      });
      if (outcome === 'finished') this.#end('finished', null);
      else this.#endStopped();
      return 0;
    } catch (error) {
      // A phase without state of its own ends by throwing.
      if (this.#control.stopReason !== null) {
        this.#endStopped();
        return 0;
      }
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      this.#end('failed', messageOf(error));
      return 1;
    }
  }

  #openWindows(): JobWindows {
    return new JobWindows({
      ...this.#options.times,
      onLeft: () => {
        this.#control.requestCheckpoint();
      },
      onDeserted: () => {
        this.#control.stop('window');
      },
      answers: {
        'job/attach': () => this.#record.summary(),
        'job/pause': () => {
          this.#control.pause();
          // A window that closes over a paused run then costs nothing.
          this.#control.requestCheckpoint();
          return null;
        },
        'job/resume': () => {
          this.#control.resume();
          return null;
        },
        'job/stop': () => {
          this.#control.stop('user');
          return null;
        },
        'job/rename': ({ name }) => {
          this.#record.update({ name });
          return this.#record.summary();
        },
      },
    });
  }

  #observer(): RunObserver {
    const { metrics } = this.#options.paths;
    return {
      corpus: (corpus) => {
        this.#record.update({ corpus });
      },
      devices: (devices) => {
        this.#record.update({ devices });
      },
      choices: (choices) => {
        this.#record.update({ choices });
      },
      imported: (imported) => {
        this.#record.update({ imported });
      },
      masked: (masked) => {
        this.#record.update({ masked });
      },
      indexed: (indexStep) => {
        this.#record.update({ indexStep });
      },
      metrics: (line) => {
        appendMetrics(metrics, line);
        this.windows.notify('job/metrics', line);
      },
      progress: (progress) => {
        const phaseChanged = progress.phase !== this.#record.run.progress?.phase;
        this.#record.noteProgress(progress);
        if (phaseChanged) this.#record.update({});
        else if (performance.now() - this.#toldProgress < PROGRESS_MS) return;
        this.#toldProgress = performance.now();
        this.windows.notify('job/progress', progress);
      },
      log: (level, message) => {
        process.stdout.write(`${level}: ${message}\n`);
        this.windows.notify('job/log', { level, message });
      },
    };
  }

  #endStopped(): void {
    switch (this.#control.stopReason) {
      case 'window':
        this.#end('interrupted', 'Its window closed. Resume goes on from where it stopped.');
        break;
      case 'signal':
        this.#end('interrupted', 'Its process was asked to end. Resume goes on from where it stopped.');
        break;
      case 'user':
      case null:
        this.#end('stopped', null);
    }
  }

  /** A full disk has the reserve left for this. Should it fail all the same, the run shows as interrupted, and job.log tells why. */
  #end(status: RunStatus, problem: string | null): void {
    this.#reserve.dispose();
    try {
      this.#record.update({ status, problem });
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
    }
  }

  #startDeadline(): void {
    const reason = this.#control.stopReason ?? 'user';
    const timer = setTimeout(() => {
      this.#endStopped();
      this.#options.exit(0);
    }, DEADLINE_MS[reason]);
    timer.unref();
  }
}
