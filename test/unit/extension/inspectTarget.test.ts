import { describe, expect, it } from 'vitest';
import {
  chooseInspectTarget,
  orderHookPoints,
  recommendedHookPoint,
} from '../../../extension/state/inspectTarget.ts';
import type { KnownModel } from '../../../extension/state/modelStore.ts';
import { exampleHook, exampleModel, exampleRequest, exampleRun } from './examples.ts';

const newest = exampleRun({ id: 'newest' });
const older = exampleRun({ id: 'older', request: { ...exampleRequest, modelFolder: '/models/other' } });
const unfinished = exampleRun({ id: 'unfinished', indexStep: null });
const starter: KnownModel = {
  folder: '/models/starter',
  origin: 'starter',
  summary: exampleModel(),
  problem: null,
};
const bad: KnownModel = { folder: '/models/bad', origin: 'recent', summary: null, problem: 'No .onnx file.' };
const nothing = { runId: null, modelFolder: null };

describe('what Inspect Selection runs on', () => {
  const noModels = (): Promise<never> => Promise.reject(new Error('models were not needed'));
  const models =
    (...known: KnownModel[]) =>
    (): Promise<readonly KnownModel[]> =>
      Promise.resolve(known);

  it('is the run the user chose', async () => {
    const target = await chooseInspectTarget(
      { runId: 'older', modelFolder: null },
      [newest, older],
      noModels,
    );
    expect(target).toEqual({ kind: 'run', run: older });
  });

  it('is the newest run with features when nothing was chosen', async () => {
    const target = await chooseInspectTarget(nothing, [unfinished, newest, older], noModels);
    expect(target).toEqual({ kind: 'run', run: newest });
  });

  it('is the newest run of the chosen model', async () => {
    const choice = { runId: null, modelFolder: '/models/other' };
    expect(await chooseInspectTarget(choice, [newest, older], noModels)).toEqual({ kind: 'run', run: older });
  });

  it('is the chosen model itself where it has no autoencoder', async () => {
    const choice = { runId: 'gone', modelFolder: '/models/starter' };
    expect(await chooseInspectTarget(choice, [older], models(bad, starter))).toEqual({
      kind: 'model',
      folder: '/models/starter',
      name: 'starter',
      hookPoint: 'blocks.2.hook_resid_post',
    });
  });

  it('is the newest run when the chosen model is gone, as after an update of the extension', async () => {
    const choice = { runId: null, modelFolder: '/old-version/starter' };
    expect(await chooseInspectTarget(choice, [newest], models(starter))).toEqual({
      kind: 'run',
      run: newest,
    });
  });

  it('is the first model that opens where there is no run at all', async () => {
    const target = await chooseInspectTarget(nothing, [], models(bad, starter));
    expect(target).toMatchObject({ folder: '/models/starter' });
  });

  it('is nothing where there is neither run nor model', async () => {
    expect(await chooseInspectTarget(nothing, [unfinished], models(bad))).toBeNull();
  });
});

describe('the recommended hook point', () => {
  it('is two thirds up the residual stream', () => {
    expect(recommendedHookPoint(exampleModel().hookPoints)?.name).toBe('blocks.2.hook_resid_post');
  });

  it('is the MLP output there where the graph has no such tensor', () => {
    const hooks = [0, 1, 2, 3].map((layer) => exampleHook(layer, 'hook_mlp_out'));
    expect(recommendedHookPoint(hooks)?.name).toBe('blocks.2.hook_mlp_out');
  });

  it('is the first of a graph without layers', () => {
    const hook = { ...exampleHook(0, 'tensor'), name: 'tensor:x', layer: null };
    expect(recommendedHookPoint([hook])).toBe(hook);
  });

  it('comes first in the list, which holds each hook point once', () => {
    const hooks = exampleModel().hookPoints;
    const ordered = orderHookPoints(hooks);
    expect(ordered[0]?.name).toBe('blocks.2.hook_resid_post');
    expect(new Set(ordered)).toEqual(new Set(hooks));
    expect(ordered).toHaveLength(hooks.length);
  });
});
