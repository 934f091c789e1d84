import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTasks, TaskFailedError } from '../../../native-worker/experiments/runTasks.ts';
import { defineTask, taskRegistry } from '../../../native-worker/experiments/task.ts';
import { experimentTasks } from '../../../native-worker/experimentTasks.ts';
import { trainArmTask } from '../../../native-worker/synthetic/armResult.ts';
import { bundle, until } from '../processes/bundle.ts';
import { countingTask } from './countingTasks.ts';
import type { CountingInput } from './countingTasks.ts';

let folder = '';
let entryPoint = '';
beforeAll(async () => {
  folder = await bundle({
    taskHost: 'test/engine/experiments/taskHost.ts',
    poolOwner: 'test/engine/experiments/poolOwner.ts',
  });
  entryPoint = path.join(folder, 'taskHost.js');
});

function inputs(parts: Partial<CountingInput>[]): { name: string; input: CountingInput }[] {
  return parts.map((part, i) => ({
    name: `task ${i}`,
    input: { value: i, wait: 0, then: 'answer', ...part },
  }));
}

describe.each([
  ['in this process', 1],
  ['in three processes', 3],
])('runTasks %s', (_, jobs) => {
  it('gives results in the order of the inputs, whatever the order of their ends', async () => {
    const results = await runTasks(countingTask, inputs([{ wait: 150 }, { wait: 50 }, {}, {}, {}]), {
      jobs,
      entryPoint,
    });
    expect(results.map(({ doubled }) => doubled)).toEqual([0, 2, 4, 6, 8]);
    expect(results[3]?.rows).toEqual(Float32Array.of(3, 1));
    const own = results.filter(({ pid }) => pid === process.pid).length;
    expect(own).toBe(jobs === 1 ? 5 : 0);
    expect(new Set(results.map(({ pid }) => pid)).size).toBeLessThanOrEqual(jobs);
  });

  it('names the task that failed and says why', async () => {
    const failed = runTasks(countingTask, inputs([{}, { then: 'throw' }, { wait: 20 }]), {
      jobs,
      entryPoint,
    });
    await expect(failed).rejects.toThrow(TaskFailedError);
    await expect(failed).rejects.toThrow('"task 1" failed: value 1 is not wanted');
  });

  it('tells how far it is, up to all of them', async () => {
    const told: number[] = [];
    await runTasks(countingTask, inputs([{}, {}, {}, {}]), {
      jobs,
      entryPoint,
      onProgress: (done) => told.push(done),
    });
    expect(told.at(-1)).toBe(4);
    expect(told).toEqual([...told].sort((p, q) => p - q));
    expect(told).toContain(0.5);
  });

  it('rejects with the reason of a signal', async () => {
    const cancel = new AbortController();
    const running = runTasks(
      countingTask,
      inputs([{ wait: 30 }, { wait: 30 }, { wait: 30 }, { wait: 30 }, { wait: 30 }]),
      {
        jobs,
        entryPoint,
        signal: cancel.signal,
      },
    );
    cancel.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(
      runTasks(countingTask, inputs([{}]), { jobs, entryPoint, signal: cancel.signal }),
    ).rejects.toThrow('enough');
  });
});

describe('a pool of processes', () => {
  it('says which task was running when a process died, and ends the others, even one that hears nothing', async () => {
    const failed = runTasks(countingTask, inputs([{ then: 'hang' }, { wait: 300, then: 'die' }]), {
      jobs: 2,
      entryPoint,
    });
    await expect(failed).rejects.toThrow(/^"task 1" failed: .*exit code 3/u);
  });

  it('refuses a kind that its processes do not know', async () => {
    const unknown = defineTask<CountingInput, never>('test/unknown', () =>
      Promise.reject(new Error('never loaded')),
    );
    await expect(runTasks(unknown, inputs([{}]), { jobs: 2, entryPoint })).rejects.toThrow(
      /"test\/unknown".*test\/counting/u,
    );
  });

  it('does nothing with nothing', async () => {
    expect(await runTasks(countingTask, [], { jobs: 2, entryPoint })).toEqual([]);
  });

  it('has children that die with their parent', async () => {
    const pidFile = path.join(folder, 'child.pid');
    const owner = fork(path.join(folder, 'poolOwner.js'), [entryPoint, pidFile], { stdio: 'ignore' });
    const child = await until(
      'a child at work',
      () => existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8')),
    );
    expect(isAlive(child)).toBe(true);
    owner.kill('SIGKILL');
    await until('the end of the child', () => !isAlive(child));
  });
});

it('has one kind for each registered task', () => {
  expect(experimentTasks.get(trainArmTask.kind)).toBe(trainArmTask);
  expect(() => taskRegistry([countingTask, countingTask])).toThrow('same kind');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
