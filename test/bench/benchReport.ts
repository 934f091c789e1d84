/** What a benchmark says while it runs, and what it leaves behind: Markdown for people and JSON for machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchFlags } from './benchFlags.ts';
import { describeMachine, type MachineFacts } from './machineFacts.ts';

export class BenchReport {
  readonly #name: string;
  readonly #flags: BenchFlags;
  readonly #machine: MachineFacts;
  readonly #lines: string[] = [];

  constructor(name: string, flags: BenchFlags, machine: MachineFacts) {
    this.#name = name;
    this.#flags = flags;
    this.#machine = machine;
    this.say(`${describeMachine(machine)}\n`);
  }

  /** A line of the Markdown, printed at once unless JSON was asked for. */
  say(line: string): void {
    this.#lines.push(line);
    if (!this.#flags.json) process.stdout.write(`${line}\n`);
  }

  row(cells: readonly string[]): void {
    this.say(`| ${cells.join(' | ')} |`);
  }

  header(cells: readonly string[]): void {
    this.row(cells);
    this.say(`|${'---|'.repeat(cells.length)}`);
  }

  /** Writes both files. */
  finish(results: Readonly<Record<string, unknown>>): void {
    const json = `${JSON.stringify({ bench: this.#name, machine: this.#machine, ...results }, null, 2)}\n`;
    mkdirSync(this.#flags.out, { recursive: true });
    const file = path.join(this.#flags.out, this.#name);
    writeFileSync(`${file}.md`, `${this.#lines.join('\n')}\n`);
    writeFileSync(`${file}.json`, json);
    if (this.#flags.json) process.stdout.write(json);
    else process.stdout.write(`\nWritten to ${file}.md and ${file}.json\n`);
  }
}
