/** Asks which model to download: of the short list, or any repository. Nothing is asked of the hub yet. */
import * as l10n from '@vscode/l10n';
import type { ModelOffer } from '../../../protocol/download.ts';
import type { Services } from '../../services.ts';
import { offerDescription, offerDetail } from '../../text/downloadWords.ts';
import { askText } from '../askText.ts';
import { pickOne, type PickItem } from '../pickOne.ts';

/** Null stands for any other. */
type Choice = string | null;

/** `owner/name` or the address of a page; undefined when the user leaves. */
export async function pickRepository({ engine }: Services): Promise<string | undefined> {
  for (;;) {
    const result = await pickOne<Choice>({
      title: l10n.t('Download Model'),
      placeholder: l10n.t('A model to download as ONNX; its licence is shown before anything is fetched'),
      load: async (show) => {
        const offers = await engine.request('download/offers', null);
        show([...offers.map(offerItem), anyItem()]);
      },
    });
    if (result.kind !== 'picked') return undefined;
    if (result.value !== null) return result.value;
    const typed = await askText<string>({
      title: l10n.t('Download Model: Any Repository'),
      prompt: l10n.t('owner/name of a repository that holds an ONNX export, or the address of its page'),
      value: '',
      place: { step: 2, total: 2, canGoBack: true },
      parse: (text) =>
        /^\S+\/\S+$/u.test(text.trim())
          ? { value: text.trim() }
          : { problem: l10n.t('Write owner/name, as HuggingFaceTB/SmolLM2-135M.') },
    });
    if (typed.kind === 'picked') return typed.value;
    if (typed.kind === 'cancelled') return undefined;
  }
}

function offerItem(offer: ModelOffer): PickItem<Choice> {
  return {
    label: offer.name,
    description: offerDescription(offer),
    detail: offerDetail(offer),
    value: offer.repository,
  };
}

function anyItem(): PickItem<Choice> {
  return { label: l10n.t('$(globe) Any Repository…'), alwaysShow: true, value: null };
}
