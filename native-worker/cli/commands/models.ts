/** `monosema models`: what models are there, which hook points they offer at what cost, and any other tensor of their graphs. */
import path from 'node:path';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { TensorSearch } from '../../../protocol/tensorSearch.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { textFlag, type Flags } from '../flags.ts';
import { bytes, table } from '../format.ts';
import { hookMap, percent } from '../hookMap.ts';
import type { Session } from '../session.ts';
import { defaultHook } from './train.ts';

export async function models(
  session: Session,
  folders: readonly string[],
  flags: Flags = {},
): Promise<ExitCode> {
  const text = textFlag(flags, 'tensors');
  if (text !== undefined) return tensors(session, folders, text);
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
  // The map says where, the table what: of one model, for the tables of all would bury the maps.
  const only = folders.length === 1 ? path.resolve(folders[0] ?? '') : null;
  for (const model of found) await show(session, model, model.folder === only);
  const { terminal } = session;
  if (found.some(({ hookPoints }) => hookPoints.length > 0))
    terminal.say(
      'In the cells: the share of the forward pass that reading at blocks.<layer>.hook_<column> takes (multiply-adds of a token). ' +
        'Layer 0 stands at the bottom, where the text comes in. Any other tensor: monosema models <folder> --tensors <text>',
    );
  if (found.length === 0)
    terminal.say('No models found. Name folders in the Hugging Face layout: monosema models <folder>');
  return code;
}

async function show(session: Session, model: ModelSummary, inDetail: boolean): Promise<void> {
  const { terminal } = session;
  terminal.print(
    `${model.name}  ${model.architecture}, ${model.layers} layers, width ${model.width}, ${bytes(model.bytes)}`,
  );
  terminal.print(`  ${model.folder}`);
  for (const line of hookMap(model.hookPoints)) terminal.print(`  ${line}`);
  if (inDetail) printHookPoints(session, model);
  for (const warning of model.warnings) terminal.print(`  Note: ${warning}`);
  if (model.hookPoints.length > 0) terminal.print(`  Default: ${defaultHook(model)}`);
  else printTensors(session, await session.request('models/tensors', { folder: model.folder, text: '' }));
}

function printHookPoints({ terminal }: Session, { hookPoints }: ModelSummary): void {
  if (hookPoints.length === 0) return;
  const lines = table(
    [
      { title: 'hook point', value: (hook) => hook.name },
      { title: 'shape', value: ({ shape }) => `[${shape.join(', ')}]` },
      { title: 'op', value: (hook) => hook.op },
      { title: 'tensor', value: (hook) => hook.tensor },
    ],
    hookPoints,
  );
  for (const line of ['', ...lines]) terminal.print(`  ${line}`);
}

/** @throws UsageError without exactly one folder */
async function tensors(session: Session, folders: readonly string[], text: string): Promise<ExitCode> {
  const [folder] = folders;
  if (folder === undefined || folders.length > 1)
    throw new UsageError('--tensors looks into one model: monosema models <folder> --tensors <text>.');
  const found = await session.request('models/tensors', { folder: path.resolve(folder), text });
  if (session.json) session.printJson(found);
  else printTensors(session, found);
  return EXIT.ok;
}

function printTensors({ terminal }: Session, { tensors: found, total, match }: TensorSearch): void {
  const lines = table(
    [
      { title: 'hook point', value: ({ hookPoint }) => hookPoint },
      { title: 'op', value: ({ op }) => op },
      { title: 'width', value: ({ width }) => (width === null ? 'unknown' : String(width)), align: 'right' },
      { title: 'shape', value: ({ shape }) => (shape === null ? '' : `[${shape.join(', ')}]`) },
      { title: 'cost', value: ({ cost }) => percent(cost), align: 'right' },
    ],
    found,
  );
  for (const line of lines) terminal.print(`  ${line}`);
  if (match === 'nearest') terminal.say('No tensor has all of that in its name; these are the nearest.');
  if (match === 'likely') terminal.say('Sums as wide as the model, where a residual stream would be.');
  if (total > found.length)
    terminal.say(`${found.length} of ${total}; write more of the name to see others.`);
}
