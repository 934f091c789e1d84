/** `monosema steer`: the same prompt and seed, unsteered and steered, side by side. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { GenerateRequest, GenerateResult, SteeredFeature } from '../../../protocol/generation.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { listFlag, textFlag, type Flags } from '../flags.ts';
import { deviceOf, promptFrom, samplingFlags } from '../samplingFlags.ts';
import type { Session } from '../session.ts';
import { sideBySide } from '../sideBySide.ts';
import { sayHow } from './generate.ts';

export async function steer(session: Session, flags: Flags): Promise<ExitCode> {
  const request = requestFrom(flags);
  const { terminal } = session;
  const listening = session.listen((note) => {
    if (note.name === 'generate/progress' && note.params.id === request.id && terminal.isInteractive)
      terminal.redraw(`${note.params.tokens} of up to ${request.sampling.maxTokens} tokens`);
  });
  try {
    const result = await session.request('generate/start', request);
    if (terminal.isInteractive) terminal.redraw('');
    if (session.json) session.printJson(result);
    else printColumns(session, result);
    return EXIT.ok;
  } finally {
    listening.dispose();
  }
}

function requestFrom(flags: Flags): GenerateRequest {
  const runId = textFlag(flags, 'run');
  if (runId === undefined) throw new UsageError('Say whose features steer: --run <run>.');
  const features = listFlag(flags, 'feature').map(parseSteeredFeature);
  if (features.length === 0)
    throw new UsageError('Say what to steer by: --feature 12:+2, --feature 12:=2 or --feature 12:ablate.');
  const model = textFlag(flags, 'model');
  const device = deviceOf(flags);
  return {
    id: randomUUID(),
    runId,
    ...(model === undefined ? {} : { modelFolder: path.resolve(model) }),
    ...(device === undefined ? {} : { device }),
    prompt: promptFrom(flags),
    sampling: samplingFlags(flags),
    steering: { features, steerPrompt: flags['onlyGenerated'] !== true },
  };
}

/** `12:+2` and `12:-0.5` add, `12:=2` clamps, `12:ablate` ablates. @throws UsageError */
export function parseSteeredFeature(text: string): SteeredFeature {
  const [, index, held, sign, strength] = /^(\d+):(?:(ablate)|([-+=]?)(\d+\.?\d*|\.\d+))$/u.exec(text) ?? [];
  if (index === undefined || (held === undefined && strength === undefined)) {
    throw new UsageError(`--feature needs <index>:<strength>, as 12:+2, 12:=2 or 12:ablate, not "${text}".`);
  }
  if (held !== undefined) return { index: Number(index), kind: 'ablate', strength: 0 };
  if (sign === '=') return { index: Number(index), kind: 'clamp', strength: Number(strength) };
  return { index: Number(index), kind: 'add', strength: Number(`${sign ?? ''}${strength ?? ''}`) };
}

function printColumns(session: Session, result: GenerateResult): void {
  const { terminal } = session;
  const { unsteered, steered } = result;
  const titles = ['unsteered', 'steered'] as const;
  for (const line of sideBySide(titles, [unsteered.text, steered?.text ?? ''], terminal.columns))
    terminal.print(line);
  sayHow(session, result, steered ?? unsteered);
}
