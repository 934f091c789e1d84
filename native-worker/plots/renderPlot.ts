/**
 * From a Vega-Lite specification to the text of an SVG document, without a display. Vega is loaded on first use: it is large.
 * Identifiers get a prefix of their own, so that several pictures can stand in one page.
 */
import { createHash } from 'node:crypto';
import type { TopLevelSpec } from 'vega-lite';
import type { ReportPlot } from '../../protocol/experiment.ts';
import { houseStyle } from './style.ts';

/** What a reader gets beside the picture; the description is for those who cannot see it. */
export type PlotCaption = Pick<ReportPlot, 'file' | 'title' | 'description'>;

/**
 * @param caption also written into the SVG, as its title and desc
 * @throws what Vega throws for a specification that it cannot compile
 */
export async function renderPlot(
  spec: TopLevelSpec,
  caption: Pick<PlotCaption, 'title' | 'description'>,
): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  // Warnings of Vega-Lite are about choices of scale types; as a library this must not write to the console.
  const logger = vega.logger(vega.Error);
  const compiled = compile(spec, { config: houseStyle, logger });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
  try {
    return captioned(withOwnIds(await view.toSVG()), caption);
  } finally {
    view.finalize();
  }
}

/** A picture for a report. */
export async function reportPlot(caption: PlotCaption, spec: TopLevelSpec): Promise<ReportPlot> {
  return { ...caption, svg: await renderPlot(spec, caption) };
}

function withOwnIds(svg: string): string {
  const prefix = `p${createHash('sha256').update(svg).digest('hex').slice(0, 8)}-`;
  return svg.replace(/\b(id="|url\(#|href="#)/gu, `$1${prefix}`);
}

function captioned(svg: string, { title, description }: Pick<PlotCaption, 'title' | 'description'>): string {
  const words = `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`;
  return svg.replace(/<svg ([^>]*)>/u, (_, attributes: string) => `<svg role="img" ${attributes}>${words}`);
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}
