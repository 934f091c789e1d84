/** Registers the toolkit's elements that our wrappers use; the toolkit is imported nowhere else. */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Attachment } from 'svelte/attachments';

provideVSCodeDesignSystem().register(
  vsCodeBadge(),
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDivider(),
  vsCodeDropdown(),
  vsCodeLink(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

/** Toolkit elements with a value: fields and drop-downs. */
export type ValueElement = HTMLElement & { value: string };

/**
 * Listens on the element itself: the toolkit's `change` does not always bubble, so Svelte's delegated handlers miss it.
 * `handler` gets the element's value.
 */
export function onValue(
  event: 'input' | 'change',
  handler: ((value: string) => void) | undefined,
): Attachment<ValueElement> {
  return (element) => {
    if (!handler) return;
    const listener = () => {
      handler(element.value);
    };
    element.addEventListener(event, listener);
    return () => {
      element.removeEventListener(event, listener);
    };
  };
}
