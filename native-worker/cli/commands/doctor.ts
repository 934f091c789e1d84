/** `monosema doctor`: versions, storage, devices, and a check of the starter model from text to activations. */
import { accessSync, constants } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { messageOf } from '../../../link/engineError.ts';
import { freeBytes } from '../../files/atomicFile.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { bytes } from '../format.ts';
import type { Session } from '../session.ts';
import { defaultHook } from './train.ts';

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

/** A run of a few minutes fits; below it most would not. */
const LITTLE_DISK = 1e9;

export async function doctor(session: Session): Promise<ExitCode> {
  const findings = [
    await engine(session),
    machine(),
    disk(session),
    ...(await devices(session)),
    await starterModel(session),
  ];
  if (session.json) session.printJson(findings);
  else
    for (const { what, ok, detail } of findings)
      session.terminal.print(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(14)}  ${detail}`);
  return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.failure;
}

async function engine(session: Session): Promise<Finding> {
  const { version, runtime } = await session.request('engine/describe', null);
  return { what: 'engine', ok: true, detail: `Monosema ${version}, ${runtime}` };
}

function machine(): Finding {
  return {
    what: 'machine',
    ok: true,
    detail: `${availableParallelism()} cores, ${bytes(totalmem())} of memory`,
  };
}

function disk({ setup }: Session): Finding {
  const { root } = setup.storage;
  const free = freeBytes(root);
  try {
    accessSync(root, constants.W_OK);
  } catch (error) {
    return { what: 'storage', ok: false, detail: `${root} cannot be written: ${messageOf(error)}` };
  }
  const detail = free === null ? `${root}, free space unknown` : `${root}, ${bytes(free)} free`;
  return { what: 'storage', ok: free === null || free >= LITTLE_DISK, detail };
}

/** Only the CPU must work; what a GPU lacks is told. */
async function devices(session: Session): Promise<Finding[]> {
  const reports = await session.request('devices/probe', null);
  return reports.map(({ requested, chosen, reason, rejected }) => {
    const usable = requested === 'auto' || requested === chosen;
    const reasons = rejected.map((other) => `${other.device}: ${other.reason}`);
    const detail = usable
      ? [`uses ${chosen}. ${reason}`, ...reasons].join(' ')
      : `not here. ${reasons.join(' ')}`;
    return { what: `device ${requested}`, ok: requested !== 'cpu' || usable, detail };
  });
}

async function starterModel(session: Session): Promise<Finding> {
  const what = 'starter model';
  try {
    const folder = starterModelFolder();
    const model = await session.request('models/open', { folder });
    const hookPoint = defaultHook(model);
    const { tokens } = await session.request('inspect/text', {
      modelFolder: folder,
      hookPoint,
      text: 'for (let i = 0; i < n; i++) {',
    });
    const losses = tokens.flatMap(({ loss }) => (loss === null ? [] : [loss]));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length);
    // Blind guessing costs the logarithm of the vocabulary; a model that runs as it was trained is far below.
    const ok = mean < Math.log(model.vocabularySize) * 0.75;
    return {
      what,
      ok,
      detail: `${model.name}: ${hookPoint} read, loss ${mean.toFixed(2)} nats a token on a line of code`,
    };
  } catch (error) {
    return { what, ok: false, detail: messageOf(error) };
  }
}
