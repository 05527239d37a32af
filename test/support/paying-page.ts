import request, { type Response } from 'supertest';

/** What a page's form would send: its fields with the values they already have. */
function fieldsOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  return Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&#39;': "'", '&quot;': '"' };

/**
 * Opens a payment page and presses one of its buttons, as a browser does: with the fields as they
 * are, unless others are typed.
 *
 * @returns the answer to the form, a redirect to where the payer waits
 */
export async function pressOnPage(
  url: string,
  action: 'pay' | 'fail',
  typed: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const page = await request(url).get('').expect(200);
  const form = { ...fieldsOf(page.text), ...typed, action };
  return request(url).post('').type('form').send(form);
}

/** The sentences of a page, without its tags. */
export const textOf = (html: string): string =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&\w+;|&#\d+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
