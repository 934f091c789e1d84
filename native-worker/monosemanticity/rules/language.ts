/** What the rules need to know of a document's language, found from the name of its file. */

export type TreeKind = 'typescript' | 'tsx' | 'javascript' | 'json';

export interface Language {
  /** The file's extension in lower case, or `none`: the value of the rule "file type". */
  fileType: string;
  /** The grammar that Lezer parses it with; null where the lexical scanner alone looks at it. */
  tree: TreeKind | null;
  /** Running text: words, numbers and punctuation, no keywords, strings or comments. */
  prose: boolean;
  lineComments: readonly string[];
  blockComments: readonly (readonly [open: string, close: string])[];
  /** Longer ones first. */
  quotes: readonly string[];
  keywords: ReadonlySet<string>;
}

type Lexicon = Omit<Language, 'fileType' | 'tree'>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const SCRIPT_KEYWORDS = words(
  'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally ' +
    'for from function get if implements import in infer instanceof interface is keyof let namespace new null of override private protected ' +
    'public readonly return satisfies set static super switch this throw true try type typeof undefined var void while with yield',
);
const PYTHON_KEYWORDS = words(
  'and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match ' +
    'None nonlocal not or pass raise return self True try while with yield',
);
const C_KEYWORDS = words(
  'abstract as auto bool boolean break byte case catch chan char class const continue default defer delete do double dyn else enum export ' +
    'extends extern false final finally float fn for foreach fun func function go goto guard if impl implements import in include inline int ' +
    'interface internal let long loop map match mod module mut namespace native new nil null nullptr object operator override package private ' +
    'protected pub public range return self short signed sizeof static struct super switch template this throw throws trait true try type ' +
    'typedef typename union unsafe unsigned use using val var virtual void volatile when where while yield',
);
const SHELL_KEYWORDS = words(
  'case do done elif else end esac false fi for function if in local null off on or return then true until while yes no',
);
const SQL_KEYWORDS = words(
  'and as by case create delete desc distinct drop else end exists from group having in index inner insert into is join left like limit not ' +
    'null on or order outer primary right select set table then union update values when where with',
);
const NONE: ReadonlySet<string> = new Set();

const PROSE: Lexicon = { prose: true, lineComments: [], blockComments: [], quotes: [], keywords: NONE };
const C_LIKE: Lexicon = {
  prose: false,
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: ['"', "'"],
  keywords: C_KEYWORDS,
};
const SCRIPT: Lexicon = { ...C_LIKE, quotes: ['"', "'", '`'], keywords: SCRIPT_KEYWORDS };
const JSON_LIKE: Lexicon = { ...C_LIKE, quotes: ['"'], keywords: words('false null true') };
const PYTHON: Lexicon = {
  prose: false,
  lineComments: ['#'],
  blockComments: [],
  quotes: ['"""', "'''", '"', "'"],
  keywords: PYTHON_KEYWORDS,
};
const STYLE: Lexicon = {
  ...C_LIKE,
  keywords: words('and from if important in include media mixin not only or to use while'),
};
const MARKUP: Lexicon = {
  prose: false,
  lineComments: [],
  blockComments: [['<!--', '-->']],
  quotes: ['"'],
  keywords: NONE,
};
const HASH: Lexicon = {
  prose: false,
  lineComments: ['#'],
  blockComments: [],
  quotes: ['"', "'"],
  keywords: SHELL_KEYWORDS,
};
const SQL: Lexicon = { ...C_LIKE, lineComments: ['--'], quotes: ["'", '"'], keywords: SQL_KEYWORDS };

/** Extensions by lexicon; any other file is prose. */
const LEXICONS: readonly (readonly [Lexicon, string])[] = [
  [SCRIPT, 'ts mts cts tsx js mjs cjs jsx'],
  [JSON_LIKE, 'json jsonc json5 webmanifest ipynb'],
  [PYTHON, 'py pyi pyx'],
  [STYLE, 'css scss sass less'],
  [MARKUP, 'html htm xml svg vue svelte xhtml'],
  [HASH, 'yaml yml toml ini cfg conf sh bash zsh fish rb pl r mk dockerfile'],
  [C_LIKE, 'c h cc cpp cxx hpp java go rs cs php kt kts swift scala dart m mm proto'],
  [SQL, 'sql lua hs'],
];
const LEXICON_OF = new Map(
  LEXICONS.flatMap(([lexicon, extensions]) =>
    extensions.split(' ').map((extension) => [extension, lexicon] as const),
  ),
);
const TREE_OF: Readonly<Record<string, TreeKind>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  json: 'json',
};

/** @param source path of a document, or `path#row` for a row of a table */
export function languageOf(source: string): Language {
  const name = source.slice(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
  const [, extension] = /^[^#]+\.([\w+-]{1,12})(?:#\d+)?$/u.exec(name) ?? [];
  const fileType = extension?.toLowerCase() ?? 'none';
  return { fileType, tree: TREE_OF[fileType] ?? null, ...(LEXICON_OF.get(fileType) ?? PROSE) };
}

/** All that decides what a language's scanner says, for the hash of the rules. */
export function languageDefinitions(): unknown {
  const plain = (lexicon: Lexicon): unknown => ({ ...lexicon, keywords: [...lexicon.keywords].sort() });
  return {
    prose: plain(PROSE),
    others: LEXICONS.map(([lexicon, names]) => [plain(lexicon), names]),
    TREE_OF,
  };
}
