/** The variables of a page, by name. */
export type PageVariables = Readonly<Record<string, string>>;

/** The name of a variable, and what it is compared with. */
const CONDITION = /^([\w-]+)(?:\s*(==|!=)\s*'?([^']*)'?)?$/;

/**
 * Evaluates the variables of a hotspot page as MikroTik describes them: `$(name)`, and
 * `$(if name)`, `$(if name == 'value')`, `$(else)` and `$(endif)`. Unknown variables are empty.
 */
export function renderPage(page: string, values: PageVariables): string {
  return page
    .replace(
      /\$\(if ([^)]*)\)([\s\S]*?)(?:\$\(else\)([\s\S]*?))?\$\(endif\)/g,
      (_all, condition: string, yes: string, no?: string) =>
        holds(condition, values) ? yes : (no ?? ''),
    )
    .replace(/\$\(([\w-]+)\)/g, (_all, name: string) => values[name] ?? '');
}

function holds(condition: string, values: PageVariables): boolean {
  const [, name = '', operator, expected = ''] = CONDITION.exec(condition) ?? [];
  const value = values[name] ?? '';
  if (operator === undefined) return value !== '';
  return (value === expected) === (operator === '==');
}

/** The variables with their escaped forms: `mac-esc` for `mac`. */
export const withEscapes = (values: PageVariables): PageVariables => ({
  ...values,
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${name}-esc`, encodeURIComponent(value)]),
  ),
});
