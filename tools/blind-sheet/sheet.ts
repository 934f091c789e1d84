/** The sheet as Markdown: every item looks the same, whatever it is. One example a line, in a code block, so that no text is read as markup. */
import type { Example, ItemExamples } from './examples.ts';

export interface SheetItem extends ItemExamples {
  number: number;
}

const HEAD = `# Blind sheet

For each item: **Is this item plainly about one thing (a token, a construct, a position, a kind of word, a context)?**
Answer yes or no and five words that name it, judging the top AND the random examples: a theme that only the top shows is a no.

The item is active on the token in «guillemets»; it sees that token and what is before it, not what comes after.
The number is how strongly: 100 % is its strongest token, 0 % its weakest active one. ↵ is a new line, ⇥ a tab,
⊢ the start of the model's window (it sees nothing earlier). Top: its strongest tokens, one a document, strongest first.
Random: drawn from all its active tokens. A token that is part of a character shows that whole character.

Answer with one line an item: \`number | yes or no | five words\`.
`;
const FENCE = '~~~~~~~~';

export function renderSheet(items: readonly SheetItem[]): string {
  return `${HEAD}\n${items.map(renderItem).join('\n')}`;
}

function renderItem({ number, top, random }: SheetItem): string {
  const lines = ['Top', ...top.map(renderExample), '', 'Random', ...random.map(renderExample)];
  return [`## Item ${number}`, '', `${FENCE}text`, ...lines, FENCE, ''].join('\n');
}

function renderExample({ strength, before, token, after, fromStart }: Example): string {
  const share = `${Math.round(100 * strength)} %`.padStart(5);
  return `${share}  ${fromStart ? '⊢' : '…'}${visible(before)}«${visible(token)}»${visible(after)}…`;
}

function visible(text: string): string {
  return text
    .replaceAll('«', '‹')
    .replaceAll('»', '›')
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/gu, '↵')
    .replaceAll('\t', '⇥')
    .replaceAll(/\p{Cc}/gu, '␦');
}
