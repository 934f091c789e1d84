/** Everything the feature page shows of one feature. */
import type { FeatureDetail } from '../../protocol/feature.ts';
import { type DecoderDirections, nearestDirections } from './nearestDirections.ts';
import type { FeatureNotes } from './notes.ts';
import { shownExample } from './shownExample.ts';
import type { FeatureIndexReader } from './store/featureIndexReader.ts';

const NEIGHBOURS = 8;

/**
 * @param decoder the SAE's decoder rows; null where they are not at hand: then no neighbours are given
 * @throws UnknownFeatureError, CorruptIndexError
 */
export async function featureDetail(
  reader: FeatureIndexReader,
  notes: FeatureNotes,
  decoder: DecoderDirections | null,
  feature: number,
): Promise<FeatureDetail> {
  const [histogram, examples, logitEffects] = await Promise.all([
    reader.histogram(feature),
    reader.examples(feature),
    reader.logitEffects(feature),
  ]);
  const note = notes.get(feature);
  const neighbours = decoder ? nearestDirections(decoder, feature, NEIGHBOURS) : [];
  return {
    row: reader.table.row(feature, { label: note?.label ?? null, pinned: note?.pinned ?? false }),
    note: note?.note ?? null,
    histogram,
    examples: examples.map(({ example, row }) => shownExample(example, row, reader.manifest.tokenTexts)),
    neighbours: neighbours.map(({ index, cosine }) => ({
      index,
      cosine,
      topTokens: [...(reader.table.columns.topTokens[index] ?? [])],
    })),
    logitEffects,
  };
}
