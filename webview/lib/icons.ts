/** VS Code's own icons, as SVG text, so that no icon font has to be loaded. */
import check from '@vscode/codicons/src/icons/check.svg' with { type: 'text' };
import chevronLeft from '@vscode/codicons/src/icons/chevron-left.svg' with { type: 'text' };
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg' with { type: 'text' };
import close from '@vscode/codicons/src/icons/close.svg' with { type: 'text' };
import copy from '@vscode/codicons/src/icons/copy.svg' with { type: 'text' };
import error from '@vscode/codicons/src/icons/error.svg' with { type: 'text' };
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg' with { type: 'text' };
import info from '@vscode/codicons/src/icons/info.svg' with { type: 'text' };
import linkExternal from '@vscode/codicons/src/icons/link-external.svg' with { type: 'text' };
import pin from '@vscode/codicons/src/icons/pin.svg' with { type: 'text' };
import pinned from '@vscode/codicons/src/icons/pinned.svg' with { type: 'text' };
import question from '@vscode/codicons/src/icons/question.svg' with { type: 'text' };
import search from '@vscode/codicons/src/icons/search.svg' with { type: 'text' };
import star from '@vscode/codicons/src/icons/star-full.svg' with { type: 'text' };
import warning from '@vscode/codicons/src/icons/warning.svg' with { type: 'text' };

export const icons = {
  check,
  chevronLeft,
  chevronRight,
  close,
  copy,
  error,
  goToFile,
  info,
  linkExternal,
  pin,
  pinned,
  question,
  search,
  star,
  warning,
} as const;

export type IconName = keyof typeof icons;
