/** Where things lie in a run folder (docs: the layout that other tools may read). */
import path from 'node:path';

export interface RunPaths {
  root: string;
  /** Of all runs of the storage: `<storage>/activations`. */
  activations: string;
  /** Where the runs of groups wait for their turns: `<storage>/runs/.turns`. */
  turns: string;
  runFile: string;
  metrics: string;
  checkpoints: string;
  sae: string;
  index: string;
  /** Written by the engine, never by the job. */
  notes: string;
  /** Held by the job while it lives. */
  lock: string;
  heartbeat: string;
  /** Room for the job's last words on a full disk. */
  reserve: string;
  /** What the job's process wrote to stdout and stderr. */
  log: string;
}

export function runPaths(root: string): RunPaths {
  return {
    root,
    activations: path.resolve(root, '..', '..', 'activations'),
    turns: path.resolve(root, '..', '.turns'),
    runFile: path.join(root, 'run.json'),
    metrics: path.join(root, 'metrics.jsonl'),
    checkpoints: path.join(root, 'checkpoints'),
    sae: path.join(root, 'sae'),
    index: path.join(root, 'index'),
    notes: path.join(root, 'notes.json'),
    lock: path.join(root, 'job.lock'),
    heartbeat: path.join(root, 'job.heartbeat'),
    reserve: path.join(root, 'job.reserve'),
    log: path.join(root, 'job.log'),
  };
}
