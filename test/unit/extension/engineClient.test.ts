import { describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../../link/engineError.ts';
import { EngineClient } from '../../../extension/engine/engineClient.ts';
import type { EngineConnection, EngineNotification } from '../../../extension/engine/engineConnection.ts';
import { RestartPolicy } from '../../../extension/engine/restartPolicy.ts';

/** An engine in memory that tests can kill. */
class FakeConnection implements EngineConnection {
  readonly asked: string[] = [];
  disposed = false;
  #notify: ((notification: EngineNotification) => void) | null = null;
  #close: ((reason: string) => void) | null = null;

  request(method: string): Promise<never> {
    this.asked.push(method);
    return Promise.resolve([] as never);
  }
  onNotification(listener: (notification: EngineNotification) => void): { dispose(): void } {
    this.#notify = listener;
    return { dispose: () => (this.#notify = null) };
  }
  onClose(listener: (reason: string) => void): { dispose(): void } {
    this.#close = listener;
    return { dispose: () => (this.#close = null) };
  }
  dispose(): void {
    this.disposed = true;
  }
  die(reason = 'signal SIGKILL'): void {
    this.#close?.(reason);
  }
  say(message: string): void {
    this.#notify?.({ method: 'log', params: { level: 'info', message } });
  }
}

function setup(fail: () => boolean = () => false): {
  client: EngineClient;
  engines: FakeConnection[];
  delays: number[];
  clock: { now: number };
} {
  const engines: FakeConnection[] = [];
  const delays: number[] = [];
  const clock = { now: 0 };
  const connect = (): Promise<EngineConnection> => {
    if (fail()) return Promise.reject(new Error('dist/engine.js is missing'));
    const engine = new FakeConnection();
    engines.push(engine);
    return Promise.resolve(engine);
  };
  const wait = (ms: number): Promise<void> => {
    delays.push(ms);
    return Promise.resolve();
  };
  const client = new EngineClient(connect, new RestartPolicy(() => clock.now), wait);
  return { client, engines, delays, clock };
}

describe('EngineClient', () => {
  it('starts one engine on the first request and keeps it', async () => {
    const { client, engines } = setup();
    expect(client.isStarted).toBe(false);
    await Promise.all([client.request('runs/list', null), client.request('devices/probe', null)]);
    await client.request('runs/list', null);
    expect(engines.map(({ asked }) => asked)).toEqual([['runs/list', 'devices/probe', 'runs/list']]);
  });

  it('starts another after a crash, says so, and hands on its notifications', async () => {
    const { client, engines, delays } = setup();
    const crashes: string[] = [];
    const heard: unknown[] = [];
    const ready = vi.fn();
    client.onCrash(({ reason }) => crashes.push(reason));
    client.onNotification(({ params }) => heard.push(params));
    client.onReady(ready);
    await client.request('runs/list', null);
    engines[0]?.die('signal SIGKILL');
    await client.request('runs/list', null);
    engines[1]?.say('hello');
    expect(crashes).toEqual(['signal SIGKILL']);
    expect(delays).toEqual([500]);
    expect(engines[0]?.disposed).toBe(true);
    expect(engines[1]?.asked).toEqual(['runs/list']);
    expect(heard).toEqual([{ level: 'info', message: 'hello' }]);
    expect(ready).toHaveBeenCalledTimes(2);
  });

  it('gives up on an engine that keeps dying, with a message that says what to do', async () => {
    const { client, delays } = setup(() => true);
    const decisions: string[] = [];
    client.onCrash(({ decision }) => decisions.push(decision.kind));
    await expect(client.request('runs/list', null)).rejects.toThrow('dist/engine.js is missing');
    await vi.waitFor(() => {
      expect(decisions).toEqual(['restart', 'restart', 'restart', 'restart', 'giveUp']);
    });
    expect(delays).toEqual([500, 1000, 2000, 4000]);
    await expect(client.request('runs/list', null)).rejects.toThrow(/ended 5 times.*Restart Engine/s);
  });

  it('tries again when the user restarts it', async () => {
    let broken = true;
    const { client, engines } = setup(() => broken);
    await expect(client.request('runs/list', null)).rejects.toThrow(EngineError);
    await vi.waitFor(() => {
      expect(client.isStarted).toBe(false);
    });
    broken = false;
    await client.restart();
    await client.request('runs/list', null);
    expect(engines).toHaveLength(1);
  });

  it('ends the old engine before it starts the new one by hand, which is no crash', async () => {
    const { client, engines } = setup();
    const crashed = vi.fn();
    client.onCrash(crashed);
    await client.request('runs/list', null);
    await client.restart();
    engines[0]?.die();
    expect(engines[0]?.disposed).toBe(true);
    expect(engines).toHaveLength(2);
    expect(crashed).not.toHaveBeenCalled();
  });

  it('ends its engine with itself and starts none afterwards', async () => {
    const { client, engines } = setup();
    await client.request('runs/list', null);
    client.dispose();
    expect(engines[0]?.disposed).toBe(true);
    await expect(client.request('runs/list', null)).rejects.toMatchObject({ code: 'cancelled' });
    expect(engines).toHaveLength(1);
  });
});

describe('RestartPolicy', () => {
  it('forgets old crashes once an engine has lived for two minutes', () => {
    const clock = { now: 0 };
    const policy = new RestartPolicy(() => clock.now);
    expect([policy.crashed(), policy.crashed()]).toEqual([
      { kind: 'restart', delayMs: 500 },
      { kind: 'restart', delayMs: 1000 },
    ]);
    policy.started();
    clock.now = 120_000;
    expect(policy.crashed()).toEqual({ kind: 'restart', delayMs: 500 });
  });
});
