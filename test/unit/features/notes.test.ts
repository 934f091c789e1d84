import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatureNotes } from '../../../native-worker/features/notes.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notes-'));
  file = join(folder, 'run', 'notes.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the notes of a run', () => {
  it('are empty before anything is written', async () => {
    const notes = new FeatureNotes(file);
    await notes.refresh();
    expect(notes.get(3)).toBeUndefined();
    expect(notes.problem).toBeNull();
  });

  it('are found again by another reader', async () => {
    await new FeatureNotes(file).change(3, { label: 'loops', pinned: true });
    const other = new FeatureNotes(file);
    await other.refresh();
    expect(other.get(3)).toEqual({ label: 'loops', note: null, pinned: true });
    expect(other.pinned()).toEqual([3]);
  });

  it('keep what a change does not name, and drop a note that says nothing', async () => {
    const notes = new FeatureNotes(file);
    await notes.change(3, { label: 'loops' });
    expect(await notes.change(3, { note: 'see 7' })).toEqual({
      label: 'loops',
      note: 'see 7',
      pinned: false,
    });
    await notes.change(3, { label: ' ', note: null });
    expect(notes.get(3)).toBeUndefined();
  });

  it('hold every change made at once, and those of another window', async () => {
    const [one, two] = [new FeatureNotes(file), new FeatureNotes(file)];
    await Promise.all(Array.from({ length: 20 }, (_, i) => one.change(i, { label: `f${i}` })));
    await two.change(100, { label: 'from two' });
    await one.change(101, { label: 'from one' });
    const parsed = JSON.parse(await readFile(file, 'utf8')) as { features: Record<string, unknown> };
    expect(Object.keys(parsed.features)).toHaveLength(22);
    expect(await readdir(join(folder, 'run'))).toEqual(['notes.json']);
  });

  it.each(['{"format": 1, "features": {"3": {"label": 7}}}', '{"format": 1, "fea', ''])(
    'are kept aside when the file cannot be read: %s',
    async (content) => {
      const notes = new FeatureNotes(file);
      await notes.change(1, { label: 'kept' });
      await writeFile(file, content);
      await notes.change(2, { label: 'new' });
      const [aside] = (await readdir(join(folder, 'run'))).filter((name) => name.includes('unreadable'));
      expect(await readFile(join(folder, 'run', aside ?? ''), 'utf8')).toBe(content);
      expect(notes.problem).toContain(aside);
      expect(notes.get(2)?.label).toBe('new');
    },
  );

  it('go on after a change that failed', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const notes = new FeatureNotes(join(folder, 'blocked', 'notes.json'));
    await expect(notes.change(1, { label: 'a' })).rejects.toThrow();
    await rm(join(folder, 'blocked'));
    await notes.change(1, { label: 'b' });
    expect(notes.get(1)?.label).toBe('b');
  });
});
