/** Flags of a benchmark: `--name=value` or `--name value`; numbers may stand in lists with commas. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

export interface BenchFlags {
  quick: boolean;
  /** Print JSON alone. */
  json: boolean;
  /** Folder for the results. */
  out: string;
  text(name: string): string | undefined;
  numbers(name: string, otherwise: readonly number[]): readonly number[];
}

/** @param names further flags that take a value. @throws Error where the benchmark knows no such flag */
export function benchFlags(names: readonly string[]): BenchFlags {
  const taking = Object.fromEntries(['out', ...names].map((name) => [name, { type: 'string' }])) as Options;
  const options: Options = { ...taking, quick: { type: 'boolean' }, json: { type: 'boolean' } };
  const { values } = parseArgs({ options, allowPositionals: true });
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    quick: values['quick'] === true,
    json: values['json'] === true,
    out: text('out') ?? 'test/.artifacts/bench',
    text,
    numbers: (name, otherwise) => text(name)?.split(',').map(positive(name)) ?? otherwise,
  };
}

function positive(name: string): (word: string) => number {
  return (word) => {
    const value = Number(word);
    if (value > 0) return value;
    throw new Error(`--${name} takes positive numbers, with commas between them, not "${word}".`);
  };
}
