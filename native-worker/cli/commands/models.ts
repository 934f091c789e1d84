/** `monosema models`: what models are there, and which hook points they offer. */
import path from 'node:path';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { bytes, table } from '../format.ts';
import type { Session } from '../session.ts';

export async function models(session: Session, folders: readonly string[]): Promise<ExitCode> {
  const found = await session.request('models/list', {
    folders: folders.map((folder) => path.resolve(folder)),
  });
  const starter = starterModelFolder();
  const wanted = folders.length > 0 && !found.some((model) => model.folder !== starter);
  const code = wanted && !folders.some((folder) => path.resolve(folder) === starter) ? EXIT.failure : EXIT.ok;
  if (session.json) {
    session.printJson(found);
    return code;
  }
  const { terminal } = session;
  for (const model of found) {
    terminal.print(
      `${model.name}  ${model.architecture}, ${model.layers} layers, width ${model.width}, ${bytes(model.bytes)}`,
    );
    terminal.print(`  ${model.folder}`);
    const lines = table(
      [
        { title: 'hook point', value: (hook) => hook.name },
        { title: 'shape', value: ({ shape, width }) => `[${(shape ?? [String(width)]).join(', ')}]` },
        { title: 'op', value: (hook) => hook.op },
        { title: 'tensor', value: (hook) => hook.tensor },
      ],
      model.hookPoints,
    );
    if (model.hookPoints.length > 0) for (const line of lines) terminal.print(`  ${line}`);
    for (const warning of model.warnings) terminal.print(`  Note: ${warning}`);
  }
  if (found.length === 0)
    terminal.say('No models found. Name folders in the Hugging Face layout: monosema models <folder>');
  return code;
}
