/**
 * The user's labels, notes and pins of a run: notes.json, written whole under a temporary name and renamed.
 * The file is read again before each change, for another window may have written it. A file that cannot be read is kept aside
 * under another name, never overwritten.
 */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const featureNoteSchema = z.object({
  label: z.string().nullable(),
  note: z.string().nullable(),
  pinned: z.boolean(),
});

const notesFileSchema = z.object({
  format: z.literal(1),
  /** By feature index. */
  features: z.record(z.string().regex(/^\d+$/), featureNoteSchema),
});

export type FeatureNote = z.infer<typeof featureNoteSchema>;
type NotesFile = z.infer<typeof notesFileSchema>;

/** A field left out stays as it is; null or an empty text removes it. */
export interface NoteChange {
  label?: string | null;
  note?: string | null;
  pinned?: boolean;
}

const EMPTY: FeatureNote = { label: null, note: null, pinned: false };

export class FeatureNotes {
  private readonly file: string;
  private content: NotesFile = { format: 1, features: {} };
  private stamp = '';
  private queue: Promise<unknown> = Promise.resolve();
  /** Grows whenever the content may have changed. */
  revision = 0;
  /** Where an unreadable notes.json was put, in words for the user; null when all is well. */
  problem: string | null = null;

  /** @param file path of notes.json; it need not exist */
  constructor(file: string) {
    this.file = file;
  }

  get(feature: number): FeatureNote | undefined {
    return this.content.features[feature];
  }

  /** Features with a pin, by index. */
  pinned(): number[] {
    return Object.entries(this.content.features)
      .filter(([, note]) => note.pinned)
      .map(([feature]) => Number(feature));
  }

  /** Reads the file when it changed since the last time. */
  refresh(): Promise<void> {
    return this.inTurn(() => this.read());
  }

  /** @returns the note as it is now */
  change(feature: number, change: NoteChange): Promise<FeatureNote> {
    return this.inTurn(async () => {
      await this.read();
      const next = changed(this.content.features[feature] ?? EMPTY, change);
      const others = Object.entries(this.content.features).filter(([key]) => key !== String(feature));
      const isEmpty = next.label === null && next.note === null && !next.pinned;
      const kept = isEmpty ? others : [...others, [String(feature), next] as const];
      await this.write({ format: 1, features: Object.fromEntries(kept) });
      return next;
    });
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(action, action);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async read(): Promise<void> {
    const stamp = await stampOf(this.file);
    if (stamp === this.stamp) return;
    this.content = stamp === '' ? { format: 1, features: {} } : await this.parseOrSetAside();
    this.stamp = await stampOf(this.file);
    this.revision++;
  }

  private async parseOrSetAside(): Promise<NotesFile> {
    const parsed = notesFileSchema.safeParse(jsonOrUndefined(await readFile(this.file, 'utf8')));
    if (parsed.success) return parsed.data;
    const aside = this.file.replace(/(\.json)?$/, `.unreadable-${Date.now()}.json`);
    await rename(this.file, aside);
    this.problem = `The labels and notes of this run could not be read. The file is kept as ${aside}; mend it and rename it to get them back.`;
    return { format: 1, features: {} };
  }

  private async write(content: NotesFile): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    const temporary = `${this.file}.${process.pid}.tmp`;
    await writeFile(temporary, `${JSON.stringify(content, null, 1)}\n`);
    await rename(temporary, this.file);
    this.content = content;
    this.stamp = await stampOf(this.file);
    this.revision++;
  }
}

function changed(note: FeatureNote, change: NoteChange): FeatureNote {
  const text = (value: string | null) => (value === null || value.trim() === '' ? null : value);
  return {
    label: change.label === undefined ? note.label : text(change.label),
    note: change.note === undefined ? note.note : text(change.note),
    pinned: change.pinned ?? note.pinned,
  };
}

/** Tells one version of a file from another; empty when there is no file. */
async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
