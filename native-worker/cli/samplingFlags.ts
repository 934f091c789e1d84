/** Flags that say how text is written, shared by `generate` and `steer`. */
import { readFileSync } from 'node:fs';
import type { Command } from 'cac';
import { messageOf } from '../../link/engineError.ts';
import { DEVICES } from '../../protocol/device.ts';
import type { Device } from '../../protocol/device.ts';
import type { SamplingOptions } from '../../protocol/generation.ts';
import { UsageError } from './exitCodes.ts';
import { choiceFlag, countFlag, listFlag, numberFlag, textFlag, type Flags } from './flags.ts';

const DEFAULTS = { maxTokens: 100, temperature: 0.8, topP: 0.95, seed: 1 } as const;

export function addSampling(command: Command): Command {
  return command
    .option('--prompt <text>', 'The text to write on after')
    .option('--prompt-file <path>', 'The prompt is in this file (- for stdin)')
    .option('--max-tokens <n>', `Most tokens to write (default: ${DEFAULTS.maxTokens})`)
    .option('--temperature <t>', `0 takes the likeliest token always (default: ${DEFAULTS.temperature})`)
    .option('--top-p <share>', `Keep the likeliest tokens of this share (default: ${DEFAULTS.topP})`)
    .option('--top-k <n>', 'Keep this many of the likeliest tokens (default: all)')
    .option('--seed <n>', `Seed of the draws (default: ${DEFAULTS.seed})`)
    .option('--stop <text>', 'End before this text; \\n stands for a line break (repeat it)')
    .option('--device <device>', `Where the model runs: ${DEVICES.join(', ')}`);
}

/** @throws UsageError naming the flag */
export function samplingFlags(flags: Flags): SamplingOptions {
  const temperature = numberFlag(flags, 'temperature') ?? DEFAULTS.temperature;
  const topP = numberFlag(flags, 'topP') ?? DEFAULTS.topP;
  const topK = countFlag(flags, 'topK') ?? null;
  const maxTokens = countFlag(flags, 'maxTokens') ?? DEFAULTS.maxTokens;
  if (temperature < 0) throw new UsageError(`--temperature needs a number from 0 up, not ${temperature}.`);
  if (!(topP > 0 && topP <= 1)) throw new UsageError(`--top-p needs a share above 0, up to 1, not ${topP}.`);
  if (topK === 0) throw new UsageError('--top-k needs a whole number from 1 up, not 0.');
  if (maxTokens === 0) throw new UsageError('--max-tokens needs a whole number from 1 up, not 0.');
  return {
    temperature,
    topP,
    topK,
    maxTokens,
    seed: countFlag(flags, 'seed') ?? DEFAULTS.seed,
    stop: listFlag(flags, 'stop').map((stop) => stop.replaceAll('\\n', '\n').replaceAll('\\t', '\t')),
  };
}

export function deviceOf(flags: Flags): Device | undefined {
  return choiceFlag(flags, 'device', DEVICES);
}

/** @throws UsageError where neither or both ways are taken, or the file cannot be read */
export function promptFrom(flags: Flags): string {
  const prompt = textFlag(flags, 'prompt');
  const file = textFlag(flags, 'promptFile');
  if ((prompt === undefined) === (file === undefined))
    throw new UsageError('Give the prompt by --prompt, or by --prompt-file (- for stdin).');
  if (file === undefined) return prompt ?? '';
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`--prompt-file ${file} cannot be read as UTF-8: ${messageOf(error)}`);
  }
}
