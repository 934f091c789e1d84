/**
 * The one look of all pictures: transparent ground, text and axes in `currentColor` (the page's own, light or dark), and mid-tone
 * colours that both grounds carry, told apart with the common kinds of colour blindness (after Okabe and Ito, without black and yellow).
 */
import type { Config } from 'vega-lite';

export const palette = [
  '#3a86c8',
  '#d55e00',
  '#0f9d76',
  '#b8659a',
  '#c48a00',
  '#7f7f7f',
  '#6f5bd0',
  '#4aa3a3',
] as const;

/** Shapes and dashes go with the colours, so that no series is told by colour alone. */
export const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
];
export const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 4],
  [1, 3],
  [10, 4],
  [6, 2, 1, 2],
];

const text = 'currentColor';
const font = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", Arial, sans-serif';
/** Fainter than text, on both grounds. */
const grid = 'rgba(128, 128, 128, 0.25)';

export const houseStyle: Config = {
  background: 'transparent',
  font,
  aria: false,
  padding: 8,
  view: { stroke: grid, continuousWidth: 440, continuousHeight: 280, discreteHeight: { step: 22 } },
  title: {
    color: text,
    font,
    fontSize: 14,
    fontWeight: 600,
    anchor: 'start',
    subtitleColor: text,
    offset: 10,
  },
  axis: {
    labelColor: text,
    titleColor: text,
    domainColor: text,
    tickColor: text,
    gridColor: grid,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 500,
    labelLimit: 260,
  },
  legend: {
    labelColor: text,
    titleColor: text,
    labelFontSize: 11,
    titleFontSize: 12,
    labelLimit: 260,
    symbolSize: 70,
  },
  header: { labelColor: text, titleColor: text },
  text: { color: text, font },
  rule: { color: text },
  range: { category: [...palette], heatmap: { scheme: 'viridis' }, ramp: { scheme: 'viridis' } },
};
