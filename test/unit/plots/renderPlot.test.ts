import { describe, expect, it } from 'vitest';
import { barPlot } from '../../../native-worker/plots/barPlot.ts';
import { cellEdges, heatmapPlot } from '../../../native-worker/plots/heatmapPlot.ts';
import { panels } from '../../../native-worker/plots/panels.ts';
import { seriesPlot } from '../../../native-worker/plots/seriesPlot.ts';
import { renderPlot, reportPlot } from '../../../native-worker/plots/renderPlot.ts';

const caption = { title: 'FRR & loss', description: 'a < b' };

/** Tags in balance: enough of a parser for what Vega writes. */
function unclosed(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/gu)) {
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (selfClosing !== '/') open.push(name ?? '');
  }
  return open;
}

const lines = seriesPlot({
  title: 'a panel',
  x: { title: 'steps', scale: 'log' },
  y: { title: 'FRR', format: '.0%' },
  mark: 'lines',
  series: [
    {
      name: 'GBA',
      points: [
        { x: 1, y: 0.1, least: 0, most: 0.2 },
        { x: 10, y: 0.9, least: 0.8, most: 1 },
      ],
    },
    { name: 'TopK', points: [{ x: 1, y: 0.2 }] },
  ],
  references: [{ axis: 'x', value: 3, label: 'f' }],
});
const heatmap = heatmapPlot({
  x: { title: 'p / f', scale: 'log' },
  y: { title: 'd' },
  cells: [1, 2, 4].flatMap((x) => [10, 20].map((y) => ({ x, y, value: x === 4 ? null : x / 4 }))),
  value: { title: 'FRR', domain: [0, 1] },
  curves: [
    {
      name: 'sqrt f',
      points: [
        { x: 1, y: 10 },
        { x: 3, y: 20 },
      ],
    },
  ],
});
const bars = barPlot({
  value: { title: 'FRR' },
  bars: [
    { category: 'TopK 20', group: 'ours', value: 0.9, least: 0.8, most: 1 },
    { category: 'TopK 20', group: 'paper', value: 0.98 },
  ],
  references: [{ axis: 'x', value: 0.5, label: 'half' }],
});

describe('renderPlot', () => {
  it.each([
    ['lines', lines, ['steps', 'FRR', 'GBA', 'TopK', 'a panel', '100%']],
    ['a heatmap', heatmap, ['p / f', 'sqrt f']],
    ['bars', bars, ['TopK 20', 'ours', 'paper', 'half']],
    ['panels', panels('both', [lines, heatmap]), ['both', 'steps', 'p / f']],
  ])('draws %s as an SVG document with its labels and caption', async (_, spec, labels) => {
    const svg = await renderPlot(spec, caption);
    expect(unclosed(svg)).toEqual([]);
    for (const label of labels) expect(svg).toContain(`>${label}<`);
    expect(svg).toContain('<title>FRR &amp; loss</title><desc>a &lt; b</desc>');
    expect(svg).toContain('role="img"');
    expect(svg).not.toContain('NaN');
  });

  it('leaves the ground transparent and takes the page’s text colour', async () => {
    const svg = await renderPlot(lines, caption);
    expect(svg).toContain('fill="currentColor"');
    expect(svg).not.toMatch(/<rect[^>]*fill="(white|#fff)/u);
    expect(svg).not.toMatch(/<text[^>]*fill="(#000|black)/u);
  });

  it('gives the identifiers of two pictures different names', async () => {
    const ids = (svg: string): string[] => Array.from(svg.matchAll(/ id="([^"]+)"/gu), ([, id]) => id ?? '');
    const [one, two] = await Promise.all([renderPlot(heatmap, caption), renderPlot(lines, caption)]);
    expect(ids(one).length).toBeGreaterThan(0);
    expect(ids(one).filter((id) => ids(two).includes(id))).toEqual([]);
    for (const [, used] of one.matchAll(/url\(#([^)]+)\)/gu)) expect(ids(one)).toContain(used);
  });

  it('makes the plot of a report', async () => {
    const plot = await reportPlot({ file: 'a.svg', ...caption }, bars);
    expect(plot).toMatchObject({ file: 'a.svg', ...caption });
    expect(plot.svg).toMatch(/^<svg /u);
  });
});

describe('cellEdges', () => {
  it('puts edges half way, by ratio on a log axis, and the outermost as far out as in', () => {
    expect([...cellEdges([3, 1, 2])]).toEqual([
      [1, [0.5, 1.5]],
      [2, [1.5, 2.5]],
      [3, [2.5, 3.5]],
    ]);
    const log = cellEdges([1, 4], 'log');
    expect(log.get(1)?.[0]).toBeCloseTo(0.5);
    expect(log.get(1)?.[1]).toBeCloseTo(2);
    expect(log.get(4)?.[1]).toBeCloseTo(8);
  });
});
