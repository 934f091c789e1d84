/** `monosema generate`: text by a model, on stdout as it comes. */
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { GeneratedText, GenerateResult } from '../../../protocol/generation.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { textFlag, type Flags } from '../flags.ts';
import { deviceOf, promptFrom, samplingFlags } from '../samplingFlags.ts';
import type { Session } from '../session.ts';

export async function generate(session: Session, flags: Flags): Promise<ExitCode> {
  const model = textFlag(flags, 'model');
  if (model === undefined) throw new UsageError('Say which model is to write: --model <folder>.');
  const device = deviceOf(flags);
  const request = {
    id: randomUUID(),
    modelFolder: path.resolve(model),
    ...(device === undefined ? {} : { device }),
    prompt: promptFrom(flags),
    sampling: samplingFlags(flags),
    steering: null,
  };
  const listening = session.listen((note) => {
    if (note.name === 'generate/progress' && note.params.id === request.id && !session.json)
      session.terminal.write(note.params.text);
  });
  try {
    const result = await session.request('generate/start', request);
    if (session.json) session.printJson(result);
    else {
      session.terminal.write('\n');
      sayHow(session, result, result.unsteered);
    }
    return EXIT.ok;
  } finally {
    listening.dispose();
  }
}

/** Speed, device, and why it ended. */
export function sayHow({ terminal }: Session, result: GenerateResult, text: GeneratedText): void {
  const { tokens, seconds, finish } = text;
  const speed = seconds > 0 ? `, ${(tokens / seconds).toFixed(1)} tokens/s` : '';
  terminal.say(
    `${result.modelName} on ${result.device.chosen}: ${tokens} tokens after ${result.promptTokens} of the prompt in ${seconds.toFixed(2)} s${speed}; ${FINISHES[finish]}`,
  );
  for (const warning of result.warnings) terminal.say(`Note: ${warning}`);
}

const FINISHES = {
  end: 'the model ended the text',
  stop: 'a stop text came',
  length: '--max-tokens are there',
  context: "the model's context is full",
  cancelled: 'it was stopped',
} as const satisfies Record<GeneratedText['finish'], string>;
