import { describe, expect, it } from 'vitest';
import { deviceFlag, deviceWords } from '../../../native-worker/cli/deviceFlag.ts';
import { deviceLines } from '../../../native-worker/cli/deviceLines.ts';
import { gpuMarkdown } from '../../../native-worker/cli/gpuReport.ts';
import { checkMemoryFits, memoryTable, needsMuch } from '../../../native-worker/cli/memoryTable.ts';
import { devicesOf } from '../../../native-worker/onnx/deviceOrder.ts';
import type { TrainingEstimate } from '../../../protocol/training.ts';

describe('A device on the command line', () => {
  it('is offered where the platform has it, and refused in plain words elsewhere', () => {
    expect(deviceWords('reference')).toBe(`auto, ${devicesOf().join(', ')} or reference`);
    expect(deviceFlag({ saeDevice: 'cpu' }, 'saeDevice')).toBe('cpu');
    expect(deviceFlag({ saeDevice: 'reference' }, 'saeDevice', 'reference')).toBe('reference');
    expect(deviceFlag({}, 'saeDevice')).toBeUndefined();
    const elsewhere = process.platform === 'win32' ? 'coreml' : 'dml';
    expect(() => deviceFlag({ saeDevice: elsewhere }, 'saeDevice')).toThrow(
      /^--sae-device \w+: onnxruntime-node has it on .* only, and this is .*\. Choose one of auto, /u,
    );
    expect(() => deviceFlag({ llmDevice: 'tpu' }, 'llmDevice')).toThrow(
      /--llm-device must be one of auto, /u,
    );
  });

  it('is told of with every refusal', () => {
    const llm = { requested: 'cpu', chosen: 'cpu', reason: 'It was asked for.', rejected: [] } as const;
    const rejected = [{ device: 'webgpu' as const, reason: 'No adapter.' }];
    const sae = { requested: 'auto', chosen: 'cpu', reason: 'Nothing is faster.', rejected } as const;
    expect(deviceLines({ llm: { ...llm, rejected: [] }, sae })).toEqual([
      'Device  language model on cpu: It was asked for.',
      'Device  SAE on cpu: Nothing is faster.',
      '        not on webgpu: No adapter.',
    ]);
    const activations = { on: 'device', reason: 'They stay on the card.' } as const;
    expect(deviceLines({ llm: { ...llm, rejected: [] }, sae, activations }).at(-1)).toBe(
      'Device  activations: They stay on the card.',
    );
  });
});

describe('The memory of a run', () => {
  const estimate: TrainingEstimate = {
    memoryBytes: 3e9,
    memory: [
      { what: 'weights', where: 'host', bytes: 1e9 },
      { what: 'matrices', where: 'device', bytes: 2e9 },
    ],
    diskBytes: 1,
    seconds: null,
    steps: 1,
    notes: [],
  };
  const free = (bytes: number) => ({ bytes, source: 'free now' });

  it('is shown largest first, with where it is', () => {
    expect(memoryTable(estimate.memory ?? [])).toEqual([
      'memory for  where      size',
      'matrices    GPU      2.0 GB',
      'weights     machine  1.0 GB',
    ]);
  });

  it('is shown unasked when it is more than half of what is free', () => {
    expect([needsMuch(estimate, free(5e9)), needsMuch(estimate, free(7e9))]).toEqual([true, false]);
  });

  it('is refused with advice when there is too little, and not where nobody knows', () => {
    expect(() => {
      checkMemoryFits(estimate, free(2e9));
    }).toThrow(
      /needs about 3\.0 GB of memory, but there are 2\.0 GB \(free now\)\. Give it fewer --features/u,
    );
    checkMemoryFits(estimate, free(4e9));
    checkMemoryFits(estimate, { bytes: null, source: 'nothing tells' });
  });
});

it('The report of the doctor says what is right, what is wrong and what was refused', () => {
  const sizes = { dIn: 576, dSae: 4096, batchTokens: 1000 };
  const text = gpuMarkdown({
    format: 1,
    date: '2026-01-02T03:04:05.000Z',
    machine: {
      platform: 'linux-x64',
      system: '6.1',
      processor: 'A | B',
      cores: 8,
      memoryBytes: 16e9,
      node: '24.0.0',
      monosema: '0.1.0',
      onnxruntime: '1.30.0',
      cards: [],
    },
    devices: [
      {
        device: 'webgpu',
        report: { requested: 'webgpu', chosen: 'webgpu', reason: 'It was asked for.', rejected: [] },
        refusal: null,
        products: 1234,
        algorithms: [
          { algorithm: 'gba', steps: 10, error: 1e-7, parameters: 2e-6, ok: true, problem: null },
          { algorithm: 'topk', steps: 10, error: 0.5, parameters: 1, ok: false, problem: 'Too far.' },
        ],
        steps: [{ ...sizes, milliseconds: 4, note: 'dense' }],
      },
      { device: 'cuda', report: null, refusal: 'No driver.', products: null, algorithms: [], steps: [] },
    ],
  });
  expect(text).toContain('| processor | A \\| B, 8 cores, 16.0 GB |');
  expect(text).toContain('| graphics | unknown |');
  expect(text).toContain('It was asked for. Matrix products: 1234 GFLOP/s.');
  expect(text).toContain('| gba | yes | 1.0e-7 | 2.0e-6 |  |');
  expect(text).toContain('| topk | NO | 5.0e-1 | 1.0e+0 | Too far. |');
  expect(text).toContain('| 576 | 4096 | 1000 | 4.00 | 250000 | dense |');
  expect(text).toContain('## cuda\n\nRefused: No driver.');
});
