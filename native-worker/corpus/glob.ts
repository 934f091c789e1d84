/**
 * Globs of a folder corpus, on paths with `/`: `**` any folders, `*` and `?` within a name, `{a,b}`, `[a-z]`. A pattern
 * without a slash matches at any depth, `./name` at the root only. A pattern that matches a folder covers all that is in it.
 */

export type PathMatcher = (relativePath: string) => boolean;

export function matchGlobs(patterns: readonly string[]): PathMatcher {
  if (patterns.length === 0) return () => false;
  const expressions = patterns.map(globExpression);
  return (path) => expressions.some((expression) => expression.test(path));
}

function globExpression(pattern: string): RegExp {
  const trimmed = pattern.replace(/\/$/, '');
  const anchored = trimmed.includes('/') ? trimmed.replace(/^\.?\//, '') : `**/${trimmed}`;
  return new RegExp(`^${translate(anchored)}(?:/.*)?$`, 'su');
}

function translate(pattern: string): string {
  let expression = '';
  let depth = 0;
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const set = /^\[(!?)([^\]/]+)\]/.exec(rest);
    if (rest.startsWith('**/')) [expression, at] = [`${expression}(?:[^/]*/)*`, at + 3];
    else if (rest.startsWith('**')) [expression, at] = [`${expression}.*`, at + 2];
    else if (set !== null) {
      expression += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replace(/[\\^[]/g, '\\$&')}]`;
      at += set[0].length;
    } else {
      const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
      at += character.length;
      if (character === '{') depth++;
      else if (character === '}' && depth > 0) depth--;
      else if (character === '*' || character === '?') {
        expression += character === '*' ? '[^/]*' : '[^/]';
        continue;
      } else {
        expression +=
          character === ',' && depth > 0 ? '|' : character.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&');
        continue;
      }
      expression += character === '{' ? '(?:' : ')';
    }
  }
  return expression + ')'.repeat(depth);
}
