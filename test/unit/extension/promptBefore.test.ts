import { describe, expect, it } from 'vitest';
import { promptBefore } from '../../../extension/text/promptBefore.ts';

describe('the prompt that an editor gives', () => {
  it('is its selection', () => {
    expect(promptBefore('one two three', 4, 7)).toBe('two');
  });

  it('is the text before the cursor where nothing is selected', () => {
    expect(promptBefore('one\ntwo\nthree', 6, 6)).toBe('one\ntw');
    expect(promptBefore('one', 0, 0)).toBe('');
  });

  it('begins at a line where a long text is cut', () => {
    const text = `${'a line of text\n'.repeat(400)}the end`;
    const prompt = promptBefore(text, text.length, text.length);
    expect(prompt.length).toBeLessThanOrEqual(2000);
    expect(prompt.startsWith('a line')).toBe(true);
    expect(prompt.endsWith('the end')).toBe(true);
  });

  it('begins with a whole character where one line is too long', () => {
    const text = '😀'.repeat(1500) + 'x';
    const prompt = promptBefore(text, text.length, text.length);
    expect(prompt.startsWith('😀')).toBe(true);
    expect(prompt.length).toBe(1999);
  });
});
