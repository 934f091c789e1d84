import { describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../../link/engineError.ts';
import { Emitter } from '../../../extension/emitter.ts';
import type { EngineNotification } from '../../../extension/engine/engineConnection.ts';
import { ModelStore } from '../../../extension/state/modelStore.ts';
import { Reattach } from '../../../extension/state/reattach.ts';
import { RunStore } from '../../../extension/state/runStore.ts';
import { exampleModel, exampleRun } from './examples.ts';

function runStore(runs = [exampleRun()]) {
  const notifications = new Emitter<EngineNotification>();
  const ready = new Emitter<undefined>();
  const request = vi.fn(() => Promise.resolve(runs));
  const store = new RunStore({ request, onNotification: notifications.on, onReady: ready.on }, (error) => {
    throw error;
  });
  return { store, notifications, ready, request };
}

describe('RunStore', () => {
  it('lists newest runs first and those that ship with the extension last', async () => {
    const { store } = runStore([
      exampleRun({ id: 'old', createdAt: '2026-01-01T00:00:00Z' }),
      exampleRun({ id: 'starter', createdAt: '2027-01-01T00:00:00Z', readOnly: true }),
      exampleRun({ id: 'new', createdAt: '2026-02-01T00:00:00Z' }),
    ]);
    expect((await store.list()).map(({ id }) => id)).toEqual(['new', 'old', 'starter']);
  });

  it('asks the engine once, and again when a new engine is ready', async () => {
    const { store, ready, request } = runStore();
    await Promise.all([store.list(), store.list()]);
    await store.list();
    expect(request).toHaveBeenCalledTimes(1);
    ready.fire(undefined);
    await store.refresh();
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('asks a new engine again after the last one failed to answer', async () => {
    const { store, ready, request } = runStore();
    request.mockRejectedValueOnce(new EngineError('processDied', 'The engine ended.'));
    await expect(store.list()).rejects.toThrow('The engine ended.');
    ready.fire(undefined);
    await vi.waitFor(() => {
      expect(store.known()).toHaveLength(1);
    });
  });

  it('follows changes and progress of its runs', async () => {
    const { store, notifications } = runStore([exampleRun({ status: 'running' })]);
    await store.list();
    const changed: (string | null)[] = [];
    store.onChange((run) => changed.push(run ? run.id : null));
    const progress = {
      phase: 'train',
      fraction: 0.5,
      step: 1,
      steps: 2,
      tokens: 3,
      tokensPerSecond: 4,
      secondsLeft: 5,
    } as const;
    notifications.fire({ method: 'runs/progress', params: { runId: 'first', progress } });
    notifications.fire({ method: 'runs/progress', params: { runId: 'unknown', progress } });
    notifications.fire({ method: 'runs/changed', params: exampleRun({ id: 'second' }) });
    expect(changed).toEqual(['first', 'second']);
    expect(store.get('first')?.progress).toEqual(progress);
    expect(store.known()).toHaveLength(2);
  });

  it('drops a deleted run', async () => {
    const { store } = runStore();
    await store.list();
    store.remove('first');
    expect(store.known()).toEqual([]);
  });
});

describe('ModelStore', () => {
  const fail = (error: unknown): void => {
    throw error;
  };

  it('shows a folder that does not open beside those that do', async () => {
    const open = (_method: string, { folder }: { folder: string }): Promise<unknown> =>
      folder === '/bad'
        ? Promise.reject(new EngineError('badModel', 'No .onnx file in /bad.'))
        : Promise.resolve(exampleModel({ folder }));
    const store = new ModelStore(
      { request: open as never, onReady: new Emitter<undefined>().on },
      () =>
        Promise.resolve([
          { path: '/good', origin: 'starter' },
          { path: '/bad', origin: 'recent' },
        ]),
      fail,
    );
    expect(await store.list()).toMatchObject([
      { folder: '/good', problem: null, summary: { folder: '/good' } },
      { folder: '/bad', problem: 'No .onnx file in /bad.', summary: null },
    ]);
  });

  it('does not blame the models when the engine is gone, and asks the next engine again', async () => {
    const ready = new Emitter<undefined>();
    let gone = true;
    const request = (): Promise<unknown> =>
      gone
        ? Promise.reject(new EngineError('processDied', 'The engine ended.'))
        : Promise.resolve(exampleModel());
    const store = new ModelStore(
      { request: request as never, onReady: ready.on },
      () => Promise.resolve([{ path: '/good', origin: 'starter' }]),
      fail,
    );
    const changed = vi.fn();
    store.onChange(changed);
    await expect(store.list()).rejects.toThrow('The engine ended.');
    gone = false;
    ready.fire(undefined);
    await vi.waitFor(() => {
      expect(changed).toHaveBeenCalledTimes(1);
    });
    expect(store.known()).toHaveLength(1);
  });
});

describe('Reattach', () => {
  const remembered = (hadActiveRuns: boolean) => {
    const state = {
      hadActiveRuns,
      setHadActiveRuns: (active: boolean): Promise<void> => {
        state.hadActiveRuns = active;
        return Promise.resolve();
      },
    };
    return state;
  };
  const fail = (error: unknown): void => {
    throw error;
  };

  it('starts the engine after a reload only where a run was at work', () => {
    const quiet = runStore();
    new Reattach(quiet.store, remembered(false), fail);
    expect(quiet.request).not.toHaveBeenCalled();
    const busy = runStore();
    new Reattach(busy.store, remembered(true), fail);
    expect(busy.request).toHaveBeenCalledTimes(1);
  });

  it('remembers whether a run is at work', async () => {
    const { store } = runStore([exampleRun({ status: 'running' })]);
    const state = remembered(false);
    new Reattach(store, state, fail);
    await store.list();
    expect(state.hadActiveRuns).toBe(true);
    store.put(exampleRun({ status: 'finished' }));
    expect(state.hadActiveRuns).toBe(false);
  });
});
