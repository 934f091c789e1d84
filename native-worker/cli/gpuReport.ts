/** The report of `monosema doctor --gpu` as Markdown, for people; the JSON beside it holds the same. */
import type { AlgorithmCheck, DeviceCheck, StepSpeed } from '../../protocol/deviceCheck.ts';
import { bytes } from './format.ts';
import type { MachineFacts } from './machineFacts.ts';

export interface GpuReport {
  format: 1;
  date: string;
  machine: MachineFacts;
  devices: DeviceCheck[];
}

export function gpuMarkdown({ date, machine, devices }: GpuReport): string {
  return [
    '# Monosema on this GPU',
    '',
    `Made by \`monosema doctor --gpu\` on ${date}.`,
    '',
    ...machineLines(machine),
    '',
    ...devices.flatMap((device) => [...deviceSection(device), '']),
  ].join('\n');
}

function machineLines(machine: MachineFacts): string[] {
  const facts: [string, string][] = [
    ['platform', `${machine.platform}, ${machine.system}`],
    ['processor', `${machine.processor}, ${machine.cores} cores, ${bytes(machine.memoryBytes)}`],
    ['graphics', machine.cards.join('; ') || 'unknown'],
    [
      'versions',
      `Monosema ${machine.monosema}, onnxruntime-node ${machine.onnxruntime}, Node ${machine.node}`,
    ],
  ];
  return ['| | |', '|---|---|', ...facts.map(([name, value]) => `| ${name} | ${cell(value)} |`)];
}

function deviceSection({ device, report, refusal, products, algorithms, steps }: DeviceCheck): string[] {
  const title = [`## ${device}`, ''];
  if (refusal !== null) return [...title, `Refused: ${refusal}`];
  const speed = products === null ? [] : [`Matrix products: ${figures(products)} GFLOP/s.`];
  return [
    ...title,
    [report?.reason ?? '', ...speed].join(' '),
    '',
    '| algorithm | right | error apart | parameters apart | |',
    '|---|---|---|---|---|',
    ...algorithms.map(algorithmRow),
    '',
    '| d | M | tokens | ms a step | tokens/s | |',
    '|---|---|---|---|---|---|',
    ...steps.map(speedRow),
  ];
}

function algorithmRow({ algorithm, ok, error, parameters, problem }: AlgorithmCheck): string {
  return `| ${algorithm} | ${ok ? 'yes' : 'NO'} | ${scientific(error)} | ${scientific(parameters)} | ${cell(problem ?? '')} |`;
}

function speedRow({ dIn, dSae, batchTokens, milliseconds, note }: StepSpeed): string {
  const [time, rate] =
    milliseconds === null
      ? ['', '']
      : [figures(milliseconds), Math.round((1000 * batchTokens) / milliseconds).toString()];
  return `| ${dIn} | ${dSae} | ${batchTokens} | ${time} | ${rate} | ${cell(note)} |`;
}

function scientific(value: number | null): string {
  return value === null ? '' : value.toExponential(1);
}

/** Three significant digits, never in exponents. */
export function figures(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/gu, ' ');
