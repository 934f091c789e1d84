/** Which features a parsed query matches, tested one feature at a time over the columns in memory. */
import type { FeatureTable } from '../featureTable.ts';
import type { FeatureNote } from '../notes.ts';
import { columnValues, type FlagColumn } from './columns.ts';
import type { NumberRange, QueryPart } from './parser.ts';

/** What a query sees of the user's notes. */
export type NoteOf = (feature: number) => FeatureNote | undefined;

/** A test that holds where every part holds. */
export function featureMatcher(
  parts: readonly QueryPart[],
  table: FeatureTable,
  noteOf: NoteOf,
): (feature: number) => boolean {
  const tests = parts.map((part) => {
    const test = partMatcher(part, table, noteOf);
    return part.negated ? (feature: number) => !test(feature) : test;
  });
  return (feature) => tests.every((test) => test(feature));
}

function partMatcher(part: QueryPart, table: FeatureTable, noteOf: NoteOf): (feature: number) => boolean {
  switch (part.kind) {
    case 'number': {
      const values = columnValues(table, part.column);
      return (feature) => {
        const value = values ? (values[feature] ?? 0) : feature;
        return part.anyOf.some((range) => within(value, range));
      };
    }
    case 'text':
      return textMatcher(part, table, noteOf);
    case 'flag': {
      const flag = flagOf(part.column, table, noteOf);
      return (feature) => flag(feature) === part.value;
    }
    default:
      return part satisfies never;
  }
}

function flagOf(column: FlagColumn, table: FeatureTable, noteOf: NoteOf): (feature: number) => boolean {
  switch (column) {
    case 'pinned':
      return (feature) => noteOf(feature)?.pinned ?? false;
    case 'labelled':
      return (feature) => Boolean(noteOf(feature)?.label);
    case 'monosemantic':
    case 'contextual':
      return (feature) => table.columns.purities?.[feature]?.[column] ?? false;
    default:
      return column satisfies never;
  }
}

function textMatcher(
  { column, text }: Extract<QueryPart, { kind: 'text' }>,
  table: FeatureTable,
  noteOf: NoteOf,
): (feature: number) => boolean {
  const inLabel = (feature: number) => (noteOf(feature)?.label ?? '').toLowerCase().includes(text);
  switch (column) {
    case 'label':
      return inLabel;
    case 'token':
      return (feature) => (table.columns.topTokens[feature]?.[1] ?? '').toLowerCase().includes(text);
    case 'rule':
      return (feature) => (table.columns.purities?.[feature]?.rule ?? '').toLowerCase().includes(text);
    case null:
      return (feature) => table.searchText(feature).includes(text) || inLabel(feature);
    default:
      return column satisfies never;
  }
}

/** Equality allows for float32: a value shown as 0.1 is found by @max:0.1. */
function within(value: number, { from, to, excluded }: NumberRange): boolean {
  if (from === to) return value === from || Math.fround(value) === Math.fround(from);
  const above = excluded === 'from' ? value > from : value >= from;
  return above && (excluded === 'to' ? value < to : value <= to);
}
