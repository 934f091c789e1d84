/**
 * The features of one run as the engine answers for them: follows the newest index while training goes on, with the user's notes.
 */
import { join } from 'node:path';
import type { FeatureDetail, FeaturePage, FeaturePageRequest } from '../../protocol/feature.ts';
import { NoIndexError, UnknownFeatureError } from './errors.ts';
import { featureDetail } from './featureDetail.ts';
import { featurePage } from './featurePage.ts';
import type { DecoderDirections } from './nearestDirections.ts';
import { FeatureNotes, type FeatureNote, type NoteChange } from './notes.ts';
import type { Database } from './store/database.ts';
import { FeatureIndexReader } from './store/featureIndexReader.ts';
import { newestIndex } from './store/indexFolder.ts';

export interface FeatureBrowserOptions {
  runFolder: string;
  database: Database;
  /** Decoder rows of the run's SAE, read once when a feature is first opened; null where there is none yet. */
  readDecoder: () => Promise<DecoderDirections | null>;
  /** Path of notes.json when it does not lie in the run folder (a run that ships with the extension is read-only). */
  notesFile?: string;
}

export class FeatureBrowser {
  readonly notes: FeatureNotes;
  private readonly options: FeatureBrowserOptions;
  private opened: Promise<FeatureIndexReader> | null = null;
  private openedFor = '';
  private decoder: Promise<DecoderDirections | null> | null = null;

  constructor(options: FeatureBrowserOptions) {
    this.options = options;
    this.notes = new FeatureNotes(options.notesFile ?? join(options.runFolder, 'notes.json'));
  }

  /** @throws NoIndexError, CorruptIndexError */
  async page(request: Omit<FeaturePageRequest, 'runId'>): Promise<FeaturePage> {
    const [reader] = await Promise.all([this.reader(), this.notes.refresh()]);
    return featurePage(reader.table, reader.manifest.step, this.notes, request);
  }

  /** @throws NoIndexError, CorruptIndexError, UnknownFeatureError */
  async detail(feature: number): Promise<FeatureDetail> {
    const [reader] = await Promise.all([this.reader(), this.notes.refresh()]);
    this.decoder ??= this.options.readDecoder();
    return featureDetail(reader, this.notes, await this.decoder, feature);
  }

  /** @throws NoIndexError, UnknownFeatureError */
  async annotate(feature: number, change: NoteChange): Promise<FeatureNote> {
    const { table } = await this.reader();
    if (!Number.isInteger(feature) || feature < 0 || feature >= table.size) {
      throw new UnknownFeatureError(feature, table.size);
    }
    return this.notes.change(feature, change);
  }

  /** The newest index; opened anew when a newer one was published, or the same step written again. */
  async reader(): Promise<FeatureIndexReader> {
    const { runFolder, database } = this.options;
    const place = await newestIndex(runFolder);
    if (!place) throw new NoIndexError(runFolder);
    const key = `${place.step} ${place.written}`;
    if (!this.opened || key !== this.openedFor) {
      this.openedFor = key;
      this.decoder = null;
      this.opened = FeatureIndexReader.openAt(place, database);
      this.opened.catch(() => {
        this.openedFor = '';
      });
    }
    return this.opened;
  }
}
