/** Columns of a table: which are shown depends on its width. */

export interface Column<Key extends string = string> {
  key: Key;
  title: string;
  /** Said of the header when pointed at. */
  help: string;
  /** CSS grid track, e.g. `64px` or `minmax(0, 2fr)`. */
  track: string;
  align: 'start' | 'end';
  /** Left out in tables narrower than this, in CSS pixels. */
  minTableWidth: number;
  sortable: boolean;
}

export function visibleColumns<C extends Column>(columns: readonly C[], tableWidth: number): C[] {
  return columns.filter((column) => tableWidth >= column.minTableWidth);
}

export function gridTemplate(columns: readonly Column[]): string {
  return columns.map((column) => column.track).join(' ');
}

/** Where a key moves the active row to, or null when the key is none of the table's. */
export function movedPosition(key: string, position: number, count: number, pageRows: number): number | null {
  if (count === 0) return null;
  const clamp = (target: number) => Math.min(count - 1, Math.max(0, target));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(position + 1);
    case 'ArrowUp':
    case 'k':
      return clamp(position - 1);
    case 'PageDown':
      return clamp(position + pageRows);
    case 'PageUp':
      return clamp(position - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
