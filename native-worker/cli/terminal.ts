/** Where the commands write: results to stdout, everything else to stderr, so that `--json` output can be piped. */

export interface Terminal {
  /** Columns of stderr; 80 where it is no terminal. */
  readonly columns: number;
  /** Whether a line on stderr can be drawn again. */
  readonly isInteractive: boolean;
  /** One line of the result. */
  print(line: string): void;
  /** A piece of the result as it comes, line ends included. */
  write(text: string): void;
  /** One line for the eye. */
  say(line: string): void;
  /** Replaces the last drawn line; an empty text removes it. Only where `isInteractive`. */
  redraw(line: string): void;
}

const CLEAR_LINE = '\r\u001B[2K';

export function processTerminal(): Terminal {
  let drawn = false;
  const clear = (): void => {
    if (drawn) process.stderr.write(CLEAR_LINE);
    drawn = false;
  };
  // A reader that stops early (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    get columns() {
      return process.stderr.columns > 0 ? process.stderr.columns : 80;
    },
    isInteractive: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
    print: (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    },
    write: (text) => {
      clear();
      process.stdout.write(text);
    },
    say: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    redraw: (line) => {
      clear();
      process.stderr.write(line);
      drawn = line !== '';
    },
  };
}
