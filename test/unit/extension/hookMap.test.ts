import { describe, expect, test } from 'vitest';
import { PresetCache, type TrainChoices } from '../../../extension/commands/train/trainChoices.ts';
import { chooseModel } from '../../../extension/commands/train/trainChoices.ts';
import { Emitter } from '../../../extension/emitter.ts';
import type { EngineApi } from '../../../extension/engine/engineClient.ts';
import { HookMap } from '../../../extension/panels/hookMap.ts';
import type { PanelState } from '../../../extension/panels/webviewMessageSchema.ts';
import { describeRequests } from '../../../extension/text/trainingEstimate.ts';
import { exampleModel, exampleRequest } from './examples.ts';

function fakePanels() {
  const closed = new Emitter<PanelState>();
  const shown: PanelState[] = [];
  return {
    shown,
    onDidClose: closed.on,
    show: (state: PanelState) => {
      shown.push(state);
    },
    closeMapOf: (folder: string) => {
      const state = shown.at(-1);
      if (state?.view === 'hookPicker' && state.folder === folder) closed.fire(state);
    },
  };
}
const model = exampleModel();

describe('the map of hook points as a step', () => {
  test('begins at the recommended hook point, and gives what is chosen on it', async () => {
    const panels = fakePanels();
    const map = new HookMap(panels);
    const picked = map.pick(model, []);
    expect(panels.shown).toEqual([
      {
        view: 'hookPicker',
        folder: model.folder,
        hookPoints: ['blocks.2.hook_resid_post'],
        recommended: 'blocks.2.hook_resid_post',
        inFlow: true,
      },
    ]);
    expect(map.settle(model.folder, ['a', 'b'])).toBe(true);
    expect(await picked).toEqual(['a', 'b']);
    // The next choice on a map that is still there is nobody's.
    expect(map.settle(model.folder, ['c'])).toBe(false);
  });

  test('gives nothing when it is closed, or asked for another model', async () => {
    const panels = fakePanels();
    const map = new HookMap(panels);
    const first = map.pick(model, ['x', 'y']);
    expect(panels.shown.at(-1)).toMatchObject({ hookPoints: ['x', 'y'] });
    panels.closeMapOf(model.folder);
    expect(await first).toBeNull();
    const second = map.pick(model, []);
    const third = map.pick(exampleModel({ folder: '/other', hookPoints: [] }), []);
    expect(await second).toBeNull();
    expect(panels.shown.at(-1)).toMatchObject({ folder: '/other', hookPoints: [], recommended: null });
    expect(map.settle(model.folder, ['a'])).toBe(false);
    map.dispose();
    expect(await third).toBeNull();
  });

  test('shown by itself waits for nobody', () => {
    const panels = fakePanels();
    const map = new HookMap(panels);
    map.show(model);
    expect(panels.shown.at(-1)).toMatchObject({ inFlow: false });
    expect(map.settle(model.folder, ['a'])).toBe(false);
  });
});

describe('choices of several hook points', () => {
  test('keep those that another model has, and tensors of the same model only', () => {
    const choices: TrainChoices = {
      model,
      hookPoints: ['blocks.1.hook_mlp_out', 'blocks.9.hook_mlp_out', 'tensor:x'],
    };
    chooseModel(choices, model);
    expect(choices.hookPoints).toEqual(['blocks.1.hook_mlp_out', 'tensor:x']);
    chooseModel(choices, exampleModel({ folder: '/other' }));
    expect(choices.hookPoints).toEqual(['blocks.1.hook_mlp_out']);
    chooseModel(choices, exampleModel({ folder: '/none', hookPoints: [] }));
    expect(choices.hookPoints).toBeUndefined();
  });

  test('ask the engine for one preset for all of them, once', async () => {
    const asked: unknown[] = [];
    const estimate = { memoryBytes: 1, diskBytes: 1, seconds: null, steps: 1, notes: [] };
    const engine = {
      request: (method: string, params: { hookPoints?: string[] }) => {
        asked.push([method, params]);
        const requests = (params.hookPoints ?? []).map((hookPoint) => ({ ...exampleRequest, hookPoint }));
        return Promise.resolve({ request: exampleRequest, requests, estimate });
      },
    } as unknown as EngineApi;
    const cache = new PresetCache(engine);
    const choices: TrainChoices = { model, hookPoints: ['a', 'b'], corpus: { kind: 'starter' } };
    const { requests } = await cache.get(choices, 'small');
    await cache.get(choices, 'small');
    expect(requests.map(({ hookPoint }) => hookPoint)).toEqual(['a', 'b']);
    expect(asked).toEqual([
      [
        'training/presetTogether',
        { modelFolder: model.folder, corpus: { kind: 'starter' }, size: 'small', hookPoints: ['a', 'b'] },
      ],
    ]);
    const alone = await cache.get({ ...choices, hookPoints: ['a'] }, 'small');
    expect(alone.requests).toEqual([exampleRequest]);
    expect(asked.at(-1)).toEqual(['training/preset', expect.objectContaining({ hookPoint: 'a' })]);
    expect(describeRequests(requests)).toMatch(/^2 runs of .*features/);
  });
});
