/** Several plots in one picture. */
import type { TopLevelSpec } from 'vega-lite';
import type { PanelSpec } from './axes.ts';

/** Plots side by side, each with its own scales and legends. */
export function panels(title: string, specs: readonly PanelSpec[], columns = 3): TopLevelSpec {
  return {
    title,
    concat: specs.map((spec) => ({ ...spec })),
    columns,
    resolve: { scale: { color: 'independent', shape: 'independent', strokeDash: 'independent' } },
    spacing: 28,
  };
}
