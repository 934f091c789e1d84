/** Text written by a real model process on the starter model and run: streamed, stopped, one at a time. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GeneratedSide, GenerateRequest } from '../../../protocol/generation.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from './bundle.ts';
import { startCli } from './cliProcess.ts';
import { EngineHost } from './engineHost.ts';

let built: string;
let storage: string;
let host: EngineHost;
beforeAll(async () => {
  built = await bundle({
    engine: 'native-worker/engine.ts',
    model: 'native-worker/model.ts',
    cli: 'native-worker/cli.ts',
  });
  storage = temporaryFolder();
  host = new EngineHost(built, storage);
});
beforeEach(() => {
  host.generated.length = 0;
});
afterAll(() => {
  host.dispose();
  for (const folder of [built, storage]) rmSync(folder, { recursive: true, force: true });
});

const request: GenerateRequest = {
  id: 'first',
  runId: 'starter-run',
  device: 'cpu',
  prompt: 'import { readFile } from',
  sampling: { temperature: 0.8, topP: 0.95, topK: null, seed: 4, maxTokens: 24, stop: [] },
  steering: { features: [{ index: 12, kind: 'add', strength: 2 }], steerPrompt: true },
};

const streamed = (id: string, side: GeneratedSide): string =>
  host.generated
    .filter((progress) => progress.id === id && progress.side === side)
    .map(({ text }) => text)
    .join('');

describe('a generation', () => {
  test('streams both texts, which are those of its result, and steering changes one of them', async () => {
    const result = await host.request('generate/start', request);
    const { unsteered, steered } = result;
    expect(result).toMatchObject({ modelName: 'starter-model', hookPoint: 'blocks.2.hook_resid_post' });
    expect(result.device.chosen).toBe('cpu');
    expect(unsteered).toMatchObject({ tokens: 24, finish: 'length' });
    expect(streamed('first', 'unsteered')).toBe(unsteered.text);
    expect(streamed('first', 'steered')).toBe(steered?.text);
    expect(steered?.text).not.toBe(unsteered.text);
    expect(host.generated[0]).toMatchObject({ phase: 'opening', tokens: 0 });
    expect(host.generated.filter(({ phase }) => phase === 'writing')).toHaveLength(48);
  });

  test('is the same unsteered, by no features, by strength 0, and without a run', async () => {
    const { unsteered } = await host.request('generate/start', request);
    const folder = 'media/starter-model';
    const { id, device, prompt, sampling } = request;
    const alone = await host.request('generate/start', {
      id,
      device: device ?? 'cpu',
      prompt,
      sampling,
      modelFolder: folder,
      steering: null,
    });
    expect(alone.unsteered.text).toBe(unsteered.text);
    expect(alone.steered).toBeNull();
    for (const features of [[], [{ index: 12, kind: 'add', strength: 0 } as const]]) {
      const none = await host.request('generate/start', {
        ...request,
        steering: { features, steerPrompt: true },
      });
      expect(none.unsteered.text).toBe(unsteered.text);
      expect(none.steered?.text).toBe(unsteered.text);
    }
  });

  test('differs by seed, and where the prompt is left clean begins like the unsteered text', async () => {
    const first = await host.request('generate/start', request);
    const sampling = { ...request.sampling, seed: 5 };
    const other = await host.request('generate/start', { ...request, sampling });
    expect(other.unsteered.text).not.toBe(first.unsteered.text);
    const features = [{ index: 12, kind: 'add', strength: 8 }] as const;
    const late = await host.request('generate/start', {
      ...request,
      steering: { features: [...features], steerPrompt: false },
    });
    const [firstToken] = host.generated.filter(({ tokens }) => tokens === 1);
    expect(late.steered?.text.startsWith(firstToken?.text ?? '?')).toBe(true);
    expect(late.steered?.text).not.toBe(late.unsteered.text);
  });

  test('ends before a stop text', async () => {
    const sampling = { ...request.sampling, temperature: 0, maxTokens: 60, stop: [';'] };
    const { unsteered } = await host.request('generate/start', { ...request, sampling, steering: null });
    expect(unsteered.finish).toBe('stop');
    expect(unsteered.text).not.toContain(';');
    expect(unsteered.text.length).toBeGreaterThan(0);
  });

  test('says what it left out of a prompt longer than the context, and stops where that is full', async () => {
    const prompt = 'const value = 1;\n'.repeat(100);
    const sampling = { ...request.sampling, maxTokens: 1000 };
    const result = await host.request('generate/start', { ...request, prompt, sampling, steering: null });
    expect(result.warnings).toEqual([expect.stringMatching(/^The first \d+ tokens of the prompt were left/)]);
    expect(result.promptTokens).toBe(128);
    expect(result.unsteered.finish === 'end' || result.unsteered.tokens === 129).toBe(true);
  });

  test('is one at a time, is stopped between two tokens, and the next one begins at once', async () => {
    const long = { ...request, sampling: { ...request.sampling, maxTokens: 200 } };
    const writing = host.request('generate/start', long);
    await until('the first token', () => host.generated.some(({ phase }) => phase === 'writing'));
    const busy = host.request('generate/start', { ...request, id: 'second' });
    await expect(busy).rejects.toMatchObject({ code: 'busy' });
    await host.request('generate/stop', { id: 'another' });
    await host.request('generate/stop', { id: 'first' });
    const stopped = await writing;
    expect(stopped.unsteered.finish).toBe('cancelled');
    expect(stopped.unsteered.tokens).toBeLessThan(200);
    expect(streamed('first', 'unsteered')).toBe(stopped.unsteered.text);
    const next = await host.request('generate/start', { ...request, id: 'third' });
    expect(next.unsteered.finish).toBe('length');
  });

  test.each([
    [
      'an unknown feature',
      { steering: { features: [{ index: 2048, kind: 'add', strength: 1 }] } },
      'notFound',
    ],
    ['an unknown run', { runId: 'nobody' }, 'notFound'],
    [
      'a clamp below nothing',
      { steering: { features: [{ index: 3, kind: 'clamp', strength: -1 }] } },
      'invalidRequest',
    ],
    ['no tokens', { sampling: { ...request.sampling, maxTokens: 0 } }, 'invalidRequest'],
    ['a share of nothing', { sampling: { ...request.sampling, topP: 0 } }, 'invalidRequest'],
  ])('of %s is refused, and the next one is not', async (_, change, code) => {
    const steering = 'steering' in change ? { ...change.steering, steerPrompt: true } : request.steering;
    const wrong = { ...request, ...change, steering } as GenerateRequest;
    await expect(host.request('generate/start', wrong)).rejects.toMatchObject({ code });
    const sampling = { ...request.sampling, maxTokens: 2 };
    const right = await host.request('generate/start', { ...request, sampling });
    expect(right.unsteered.tokens).toBeGreaterThan(0);
  });
});

describe('the command line', () => {
  test('writes to stdout as it comes, and what there is to know to stderr', async () => {
    const { outcome } = startCli(
      { built, storage },
      ...['generate', '--model', 'media/starter-model', '--prompt', 'for (const', '--temperature', '0'],
      ...['--max-tokens', '12', '--device', 'cpu'],
    );
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stdout.trim().length).toBeGreaterThan(0);
    expect(stderr).toMatch(/starter-model on cpu: 12 tokens after \d+ of the prompt/);
  });

  test('prints both texts side by side, and as JSON', async () => {
    const flags = [
      ...['steer', '--run', 'starter-run', '--feature', '12:+2', '--feature', '3:ablate'],
      ...['--prompt', 'import', '--max-tokens', '8', '--device', 'cpu'],
    ];
    const { code, stdout } = await startCli({ built, storage }, ...flags).outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^unsteered +\| steered\n-+\+-+\n/);
    const json = await startCli({ built, storage }, ...flags, '--json').outcome;
    const result = JSON.parse(json.stdout) as { unsteered: object; steered: object };
    expect(result).toMatchObject({ unsteered: { tokens: 8 }, steered: { tokens: 8 } });
  });
});
