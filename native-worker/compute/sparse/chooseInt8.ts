/** Whether a run screens by int8 products: what was asked for, what the selection allows, and what the CPU shows it can do. */
import type { Int8 } from '../../../protocol/device.ts';
import type { BackendOptions } from '../backend.ts';
import { int8Fault, int8Speed } from './int8SelfTest.ts';
import { quantisedWidth } from './quantisedRows.ts';
import type { ShardPlan } from './shardPlan.ts';
import { strideOf } from './sharedBatch.ts';

export interface Int8Decision {
  on: boolean;
  /** One sentence. */
  reason: string;
}

/** int8 was asked for by name and cannot be used. */
export class Int8UnavailableError extends Error {
  readonly code = 'deviceUnavailable';

  constructor(reason: string) {
    super(`int8 screening cannot be used: ${reason}. Leave --int8 at auto, or say off.`);
    this.name = 'Int8UnavailableError';
  }
}

/** Products must be so many times as fast as in fp32: quantising and deciding candidates has to be paid from the difference. */
const leastSpeed = 1.5;

/** @throws Int8UnavailableError when `on` was asked for and cannot be */
export async function chooseInt8(
  asked: Int8,
  options: Pick<BackendOptions, 'selection' | 'dIn' | 'batchTokens'>,
  plan: ShardPlan,
): Promise<Int8Decision> {
  if (asked === 'off') return { on: false, reason: 'Screening by int8 is off, as asked.' };
  const obstacle = await obstacleTo(options, plan);
  if (obstacle !== null) {
    if (asked === 'on') throw new Int8UnavailableError(obstacle);
    return { on: false, reason: `Screening by int8 is off: ${obstacle}.` };
  }
  if (asked === 'on') return { on: true, reason: 'Screening by int8 is on, as asked.' };
  const { rows = 0 } = plan.blocks[0] ?? {};
  const stride = strideOf(options.dIn);
  const sizes = { rows, width: quantisedWidth(stride), columns: options.batchTokens };
  const speed = await int8Speed(sizes, stride);
  const on = speed >= leastSpeed;
  const figures = `an int8 product of a block is ${speed.toFixed(1)} times as fast as in fp32`;
  if (on) return { on, reason: `Screening by int8 is on: ${figures}.` };
  return { on, reason: `Screening by int8 is off: ${figures}, and at least ${leastSpeed} times is needed.` };
}

async function obstacleTo(
  { selection, dIn, batchTokens }: Pick<BackendOptions, 'selection' | 'dIn' | 'batchTokens'>,
  { blocks }: ShardPlan,
): Promise<string | null> {
  if (selection.kind !== 'threshold') {
    // Their statistics count every positive pair, and ranks are taken among all: U is wanted whole.
    return `pairs selected by ${selection.kind} are found among all pre-activations`;
  }
  const width = quantisedWidth(strideOf(dIn));
  for (const rows of new Set(blocks.map((block) => block.rows))) {
    const fault = await int8Fault({ rows, width, columns: batchTokens });
    if (fault !== null) return `on this CPU ${fault}`;
  }
  return null;
}
