/** `npm run demo`: trains on the starter model and corpus into ./.monosema and shows what was found. */
import path from 'node:path';
import type { TrainRequest } from '../../../protocol/training.ts';
import { EngineError } from '../../../link/engineError.ts';
import { freeBytes } from '../../files/atomicFile.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { textFlag, type Flags } from '../flags.ts';
import { bytes } from '../format.ts';
import type { Session } from '../session.ts';
import { watchRun } from '../watchRun.ts';
import { printFeatures } from './features.ts';
import { demoRequest } from './demoRequest.ts';

/** Checkpoints, SAE, index and DuckDB's spill folder, with room to spare. */
const NEEDED_BYTES = 150e6;
/** Features frequent enough to have many examples and rare enough to be about one thing. */
const SHOWN = { query: '@density:>0.0005 @density:<0.02', limit: 25 };

export const DEMO_STORAGE = path.resolve('.monosema');

export async function demo(session: Session, flags: Flags): Promise<ExitCode> {
  const { terminal, setup } = session;
  const free = freeBytes(setup.storage.root);
  terminal.say(
    `The demo writes to ${setup.storage.root}: ${bytes(NEEDED_BYTES)} of free disk are needed${free === null ? '' : `, ${bytes(free)} are there`}.`,
  );
  if (free !== null && free < NEEDED_BYTES) {
    throw new EngineError(
      'diskFull',
      `Too little disk for the demo: free ${bytes(NEEDED_BYTES - free)} more, or name another folder by --storage.`,
    );
  }
  const request: TrainRequest = {
    ...demoRequest(starterModelFolder()),
    name: textFlag(flags, 'name') ?? 'demo',
  };
  const { sae } = request;
  terminal.say(
    `Training ${sae.dSae} features on ${request.hookPoint} of the starter model. It takes a few minutes; Ctrl-C stops it.`,
  );
  const { run, interrupted } = await watchRun(session, () => session.request('training/start', request));
  if (run.status !== 'finished') {
    terminal.say(
      `The run is ${run.status}${run.problem === null ? '' : `: ${run.problem}`} Go on with: npx monosema runs resume ${run.id}${session.storageHint}`,
    );
    return interrupted ? EXIT.interrupted : EXIT.failure;
  }
  const page = await session.request('features/page', {
    runId: run.id,
    query: SHOWN.query,
    sort: { key: 'maxActivation', descending: true },
    offset: 0,
    limit: SHOWN.limit,
  });
  printFeatures(session, page);
  terminal.print(`\nRun      ${run.folder}`);
  terminal.print(`More     npx monosema features ${run.id}${session.storageHint}`);
  terminal.print(`VS Code  npm run package && code --install-extension monosema-*.vsix`);
  terminal.print(
    `         set "monosema.storageFolder" to ${setup.storage.root}, then run "Monosema: Open Feature Explorer"`,
  );
  return EXIT.ok;
}
