/** Every view, in every theme, wide and narrow: axe finds nothing serious, and the browser has nothing to complain of. */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { SCENES } from './scenes.ts';
import { THEMES } from './themes.ts';
import { withPreview } from './withPreview.ts';

const openPreview = withPreview();

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

describe.each(SCENES)('the scene $name', (scene) => {
  const sizes = scene.isMinor ? [1200] : [1200, 420];
  const themes = scene.isMinor ? THEMES.slice(0, 1) : THEMES;
  it.each(themes.flatMap((theme) => sizes.map((width) => ({ theme: theme.name, width }))))(
    'is accessible in $theme at $width pixels',
    async ({ theme, width }) => {
      const { page, complaints } = await openPreview(`${scene.address}&theme=${theme}`, {
        width,
        height: 800,
      });
      await scene.settle(page);
      // Before axe, which puts style elements of its own into the page.
      expect(complaints).toEqual([]);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResult>(
        "axe.run(document, { resultTypes: ['violations'] })",
      );
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => ({
          id,
          nodes: nodes.slice(0, 3).map((node) => `${node.html}\n${node.failureSummary}`),
        }));
      expect(serious).toEqual([]);
      await page.close();
    },
  );
});
