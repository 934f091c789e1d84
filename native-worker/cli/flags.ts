/** Values of flags as cac gives them (strings, numbers, arrays, booleans), parsed with the flag's name in every complaint. */
import { unmarked } from './argv.ts';
import { UsageError } from './exitCodes.ts';

export type Flags = Readonly<Record<string, unknown>>;

export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value))
    throw new UsageError(`--${dashed(name)} was given ${value.length} times; give it once.`);
  if (typeof value === 'string' || typeof value === 'number') return unmarked(String(value));
  throw new UsageError(`--${dashed(name)} needs a value.`);
}

/** A flag that may be repeated. */
export function listFlag(flags: Flags, name: string): string[] {
  const value = flags[name];
  if (value === undefined) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((item) => {
    if (typeof item === 'string' || typeof item === 'number') return unmarked(String(item));
    throw new UsageError(`--${dashed(name)} needs a value.`);
  });
}

/** `2048`, `1.8e6`, `600k`, `1.8M`. */
export function numberFlag(flags: Flags, name: string): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const [, digits, unit] = /^([+-]?[\d.]+(?:e[+-]?\d+)?)([kM]?)$/u.exec(text) ?? [];
  const value = Number(digits) * (unit === 'k' ? 1e3 : unit === 'M' ? 1e6 : 1);
  if (!Number.isFinite(value)) throw new UsageError(`--${dashed(name)} needs a number, not "${text}".`);
  return value;
}

/** A whole number from 0 up: rows to show, an index. */
export function countFlag(flags: Flags, name: string): number | undefined {
  const value = numberFlag(flags, name);
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw new UsageError(`--${dashed(name)} needs a whole number from 0 up, not ${value}.`);
}

export function choiceFlag<T extends string>(
  flags: Flags,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined)
    throw new UsageError(`--${dashed(name)} must be one of ${choices.join(', ')}, not "${text}".`);
  return choice;
}

/** `learningRate` as it is typed: `learning-rate`. */
export function dashed(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
