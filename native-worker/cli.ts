#!/usr/bin/env node
/** Entry point of the command line, `npx monosema`. */
import { messageOf } from '../link/engineError.ts';
import { exitCodeOf } from './cli/exitCodes.ts';
import { runProgram } from './cli/program.ts';
import { processTerminal } from './cli/terminal.ts';

const terminal = processTerminal();
let code: number;
try {
  code = await runProgram(process.argv.slice(2), terminal);
} catch (error) {
  terminal.say(`monosema: ${messageOf(error)}`);
  if (process.env['MONOSEMA_DEBUG'] !== undefined && error instanceof Error) terminal.say(error.stack ?? '');
  code = exitCodeOf(error);
}
// Not process.exit: what was written to a pipe must get there first.
process.exitCode = code;
