/** `monosema export`: a run's SAE as a SAELens folder, as it is or with its twins merged. */
import path from 'node:path';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { numberFlag, type Flags } from '../flags.ts';
import type { Session } from '../session.ts';

/** Above it two features are twins. */
const USUAL_COSINE = 0.9;

export async function exportSae(
  session: Session,
  runId: string,
  folder: string,
  flags: Flags,
): Promise<ExitCode> {
  const mergeTwins = cosineFrom(flags);
  if (mergeTwins !== null) {
    session.terminal.say('Merging needs activations once more: the model reads a part of the corpus.');
  }
  const written = await session.request('runs/export', { runId, folder: path.resolve(folder), mergeTwins });
  if (session.json) session.printJson(written);
  else {
    const { merged } = written;
    if (merged !== null) {
      session.terminal.print(
        `${merged.featuresBefore} features became ${merged.features}; ${merged.clusters} of them were several. ` +
          `Active a token: ${merged.l0.before.toFixed(1)} before, ${merged.l0.after.toFixed(1)} now.`,
      );
    }
    session.terminal.print(`SAELens folder: ${written.folder}`);
  }
  return EXIT.ok;
}

/** Null without the flag. */
function cosineFrom(flags: Flags): number | null {
  const given = flags['mergeTwins'];
  if (given === undefined) return null;
  const cosine = given === true ? USUAL_COSINE : (numberFlag(flags, 'mergeTwins') ?? USUAL_COSINE);
  if (cosine > 0 && cosine < 1) return cosine;
  throw new UsageError(`--merge-twins needs a cosine between 0 and 1, not ${cosine}.`);
}
