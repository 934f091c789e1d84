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

  it('drops a run that another window deleted', async () => {
    const { store, notifications } = runStore();
    await store.list();
    notifications.fire({ method: 'runs/deleted', params: { runId: 'first' } });
    expect(store.known()).toEqual([]);
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
  /** A reattachment to the given runs, where some were at work before the window reloaded. */
  const reattach = (before: string[], runs = [exampleRun()]) => {
    const { store, request } = runStore(runs);
    const offered: string[] = [];
    const state = {
      activeRuns: before as readonly string[],
      setActiveRuns: (active: readonly string[]): Promise<void> => {
        state.activeRuns = active;
        return Promise.resolve();
      },
    };
    new Reattach({
      runs: store,
      state,
      offerResume: ({ id }) => offered.push(id),
      note: (error) => {
        throw error;
      },
    });
    return { store, request, state, offered };
  };

  it('starts the engine after a reload only where a run was at work', () => {
    expect(reattach([]).request).not.toHaveBeenCalled();
    expect(reattach(['first']).request).toHaveBeenCalledTimes(1);
  });

  it('remembers which runs are at work', async () => {
    const { store, state } = reattach([], [exampleRun({ status: 'running' })]);
    await store.list();
    expect(state.activeRuns).toEqual(['first']);
    store.put(exampleRun({ status: 'finished' }));
    expect(state.activeRuns).toEqual([]);
  });

  it('offers to resume what stopped with the window, and nothing else', async () => {
    const runs = [
      exampleRun({ id: 'mine', status: 'interrupted' }),
      exampleRun({ id: 'earlier', status: 'interrupted' }),
      exampleRun({ id: 'going', status: 'running' }),
    ];
    const { offered } = reattach(['mine', 'going'], runs);
    await vi.waitFor(() => {
      expect(offered).toEqual(['mine']);
    });
  });
});
