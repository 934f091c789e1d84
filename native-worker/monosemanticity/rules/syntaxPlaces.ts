/**
 * Where each UTF-16 unit of a script or JSON document stands in its syntax tree, by Lezer's grammars: innermost node, its parent, and
 * whether it is inside an import, a type, a key or the arguments of a call. A broken document still gives a tree.
 */
import type { Parser, SyntaxNodeRef } from '@lezer/common';
import { parser as scriptParser } from '@lezer/javascript';
import { parser as jsonParser } from '@lezer/json';
import type { TreeKind } from './language.ts';
import { classCode } from './lexicalScanner.ts';

export const SYNTAX_FLAGS = ['import', 'type', 'key', 'arguments'] as const;
export type SyntaxFlag = (typeof SYNTAX_FLAGS)[number];

export interface SyntaxPlaces {
  /** Innermost node at each unit: its place in `names`; shape [text.length]. */
  nodes: Uint16Array;
  parents: Uint16Array;
  /** Bit i: inside SYNTAX_FLAGS[i]. */
  flags: Uint8Array;
  /** Classes the tree is sure of (strings, comments, text between tags), 0 elsewhere. */
  classes: Uint8Array;
  /** Entry 0 is empty: no node. */
  names: readonly string[];
}

const PARSERS: Readonly<Record<TreeKind, Parser>> = {
  typescript: scriptParser.configure({ dialect: 'ts' }),
  tsx: scriptParser.configure({ dialect: 'ts jsx' }),
  javascript: scriptParser.configure({ dialect: 'jsx' }),
  json: jsonParser,
};

/** Nodes that raise a flag for all that is in them. */
const RAISED: Readonly<Record<string, SyntaxFlag>> = {
  ImportDeclaration: 'import',
  DynamicImport: 'import',
  TypeAnnotation: 'type',
  TypeArgList: 'type',
  TypeParamList: 'type',
  TypePredicate: 'type',
  TypeAliasDeclaration: 'type',
  InterfaceDeclaration: 'type',
  ArgList: 'arguments',
};
/** A function's or a class's body is no part of the call or the type around it. */
const LOWERS_ALL: ReadonlySet<string> = new Set(['Block', 'ClassBody']);
/** Parents whose first name is a key. */
const KEYED: ReadonlySet<string> = new Set([
  'Property',
  'PropertyType',
  'PropertyDeclaration',
  'PatternProperty',
  'MethodType',
  'MethodDeclaration',
]);
const CLASS_OF: Readonly<Record<string, number>> = {
  String: classCode('string piece'),
  TemplateString: classCode('string piece'),
  RegExp: classCode('string piece'),
  JSXAttributeValue: classCode('string piece'),
  LineComment: classCode('comment piece'),
  BlockComment: classCode('comment piece'),
  Hashbang: classCode('comment piece'),
  JSXText: classCode('word'),
  // Code again, within a template string; a key is named as a key, quoted or not.
  Interpolation: 0,
};

export function syntaxPlaces(text: string, kind: TreeKind): SyntaxPlaces {
  const painter = new Painter(text.length, kind);
  PARSERS[kind].parse(text).iterate({
    enter: (node) => {
      painter.enter(node);
    },
    leave: () => {
      painter.leave();
    },
  });
  return painter.places();
}

/** Paints nodes from the outside in, so that the innermost one is left. */
class Painter {
  private readonly nodes: Uint16Array;
  private readonly parents: Uint16Array;
  private readonly flags: Uint8Array;
  private readonly classes: Uint8Array;
  private readonly names: string[] = [''];
  private readonly codes = new Map<string, number>();
  private readonly stack: { code: number; name: string; flags: number }[] = [];
  private readonly kind: TreeKind;

  constructor(length: number, kind: TreeKind) {
    this.nodes = new Uint16Array(length);
    this.parents = new Uint16Array(length);
    this.flags = new Uint8Array(length);
    this.classes = new Uint8Array(length);
    this.kind = kind;
  }

  enter({ name, from, to }: SyntaxNodeRef): void {
    const outer = this.stack.at(-1);
    const flags = innerFlags(name, outer?.name ?? '', outer?.flags ?? 0);
    const code = this.code(name);
    this.stack.push({ code, name, flags });
    if (from === to) return;
    this.nodes.fill(code, from, to);
    this.parents.fill(outer?.code ?? 0, from, to);
    this.flags.fill(flags, from, to);
    const known = this.classOf(name);
    if (known !== undefined) this.classes.fill(known, from, to);
  }

  leave(): void {
    this.stack.pop();
  }

  places(): SyntaxPlaces {
    const { nodes, parents, flags, classes, names } = this;
    return { nodes, parents, flags, classes, names };
  }

  private classOf(name: string): number | undefined {
    return this.kind === 'json' && name === 'PropertyName' ? CLASS_OF['String'] : CLASS_OF[name];
  }

  private code(name: string): number {
    const known = this.codes.get(name);
    if (known !== undefined) return known;
    const code = this.names.push(name) - 1;
    this.codes.set(name, code);
    return code;
  }
}

const bit = (flag: SyntaxFlag): number => 1 << SYNTAX_FLAGS.indexOf(flag);

function innerFlags(name: string, outer: string, outerFlags: number): number {
  if (LOWERS_ALL.has(name)) return 0;
  const raised = RAISED[name];
  const key = isKey(name, outer) ? bit('key') : 0;
  return outerFlags | key | (raised === undefined ? 0 : bit(raised));
}

function isKey(name: string, outer: string): boolean {
  if (!KEYED.has(outer)) return false;
  return name === 'PropertyDefinition' || name === 'PropertyName' || name === 'PrivatePropertyDefinition';
}

/** All that decides what the tree's rules say, for the hash of the rules. */
export function syntaxDefinitions(): unknown {
  return { SYNTAX_FLAGS, RAISED, CLASS_OF, lowers: [...LOWERS_ALL], keyed: [...KEYED] };
}
