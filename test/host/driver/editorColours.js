// Runs in the page: which characters of the visible editor lie under a decoration, and with what computed colour.
// VS Code draws a decoration's background as an absolutely placed box behind the line, so characters are matched by geometry.
// Returns [{line (from 1), column (UTF-16, from 0), colour}] for the characters whose middle is inside a box.
() => {
  const editor = [...document.querySelectorAll('.editor-instance .monaco-editor')].find(
    (one) => one.getBoundingClientRect().width > 0 && one.querySelector('.view-line'),
  );
  const boxes = [...editor.querySelectorAll('.view-overlays .cdr[class*="TextEditorDecorationType"]')].map(
    (box) => ({
      ...rectOf(box),
      colour: getComputedStyle(box).backgroundColor,
    }),
  );
  const numbers = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')].map((number) => ({
    ...rectOf(number),
    line: Number(number.textContent),
  }));
  return [...editor.querySelectorAll('.view-lines .view-line')].flatMap((viewLine) => {
    const { top, bottom } = rectOf(viewLine);
    const line = numbers.find((number) => within((top + bottom) / 2, number.top, number.bottom))?.line;
    return line === undefined
      ? []
      : charactersOf(viewLine).flatMap(({ rect, column }) => {
          const x = (rect.left + rect.right) / 2;
          const y = (rect.top + rect.bottom) / 2;
          const box = boxes.find((one) => within(x, one.left, one.right) && within(y, one.top, one.bottom));
          return box ? [{ line, column, colour: box.colour }] : [];
        });
  });

  function within(value, from, to) {
    return value >= from && value <= to;
  }

  function rectOf(element) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  }

  /** One entry for each UTF-16 unit that has a width of its own; later units of a cluster have none. */
  function charactersOf(viewLine) {
    const walker = document.createTreeWalker(viewLine, NodeFilter.SHOW_TEXT);
    const found = [];
    let column = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let i = 0; i < node.data.length; i++, column++) {
        const range = document.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const rect = range.getBoundingClientRect();
        if (rect.width > 0) found.push({ rect, column });
      }
    }
    return found;
  }
};
