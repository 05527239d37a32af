const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe markup. Only {@link html} creates it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/**
 * Builds markup from a template. Every value is escaped for text and for quoted attributes, unless
 * it is {@link Html}; null adds nothing.
 */
export function html(parts: TemplateStringsArray, ...values: (string | Html | null)[]): Html {
  const markup = parts.reduce((done, part, at) => done + render(values[at - 1] ?? null) + part);
  return new Html(markup);
}

function render(value: string | Html | null): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
