/** What an experiment (synthetic, comparison, monosemanticity, splice) found: tables, pictures and checks, for the terminal, a folder and a webview. */

export type ExperimentName =
  | 'recovery'
  | 'resonance'
  | 'robustness'
  | 'consistency'
  | 'ladder'
  | 'compare'
  | 'monosemanticity'
  | 'splice';

export interface ReportColumn {
  name: string;
  kind: 'text' | 'number' | 'percent';
  /** Digits after the point, for numbers and percents; 1 when left out. */
  digits?: number;
}

/** A cell: null where nothing was measured; a range is shown as "mean (least to most)". */
export type ReportCell = string | number | null | { mean: number; least: number; most: number };

export interface ReportTable {
  title: string;
  columns: ReportColumn[];
  rows: ReportCell[][];
  /** Conditions and caveats, shown under it. */
  notes: string[];
}

export interface ReportPlot {
  /** File name in the report's folder, `recovery.svg`. */
  file: string;
  title: string;
  /** What the picture shows, for those who cannot see it. */
  description: string;
  /** A whole SVG document. Text and axes are in `currentColor`. */
  svg: string;
}

/** Something that was expected beforehand, and whether it came out. */
export interface ReportCheck {
  expected: string;
  found: string;
  held: boolean;
}

export interface ExperimentReport {
  version: 1;
  experiment: ExperimentName;
  title: string;
  /** The command line that gives this report again. */
  command: string;
  settings: Record<string, string | number | boolean>;
  tables: ReportTable[];
  plots: ReportPlot[];
  checks: ReportCheck[];
  notes: string[];
  seconds: number;
}
