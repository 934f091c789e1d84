/** What the pictures share: axes, frame, straight lines of reference. */
import type { TopLevelSpec } from 'vega-lite';

/** A plot without its data's surroundings: what `panels` puts side by side. */
export type PanelSpec = Extract<TopLevelSpec, { layer: unknown }>;

export interface AxisSpec {
  title: string;
  /** Values of a log axis must be positive. Linear when left out. */
  scale?: 'linear' | 'log';
  /** From, to; that of the data when left out. */
  domain?: [number, number];
  /** A d3 number format, `.0%`. */
  format?: string;
}

export interface Reference {
  axis: 'x' | 'y';
  value: number;
  label: string;
}

export function frame({ title, width, height }: { title?: string; width?: number; height?: number }) {
  return { ...(title === undefined ? {} : { title }), width: width ?? 440, height: height ?? 280 };
}

export function quantitative({ title, scale, domain, format }: AxisSpec) {
  const type = scale ?? 'linear';
  return {
    type: 'quantitative' as const,
    title,
    // Points at the ends of the data must not be cut by the frame.
    scale: { type, zero: false, nice: false, ...(domain === undefined ? { padding: 12 } : { domain }) },
    axis: {
      ...(format === undefined ? {} : { format }),
      ...(type === 'log' ? { labelOverlap: true, tickCount: 6 } : {}),
    },
  };
}

export type QuantitativeAxis = ReturnType<typeof quantitative>;

export function referenceLayers({ axis, value, label }: Reference, axes: { x: AxisSpec; y: AxisSpec }) {
  const data = { values: [{ at: value, label }] };
  const place = { field: 'at', ...quantitative(axes[axis]) };
  const text =
    axis === 'x'
      ? { align: 'left' as const, baseline: 'top' as const, dx: 4, y: 4 }
      : { align: 'right' as const, baseline: 'bottom' as const, dy: -3, x: 'width' as const };
  return [
    {
      data,
      mark: { type: 'rule' as const, strokeDash: [4, 3], opacity: 0.8, clip: true },
      encoding: { [axis]: place },
    },
    {
      data,
      mark: { type: 'text' as const, fontSize: 10, clip: true, ...text },
      encoding: { [axis]: place, text: { field: 'label', type: 'nominal' as const } },
    },
  ];
}
