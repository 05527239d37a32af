import request, { type Response } from 'supertest';

/** The fields of a page's form with their current values. */
function fieldsOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
  return Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&#39;': "'", '&quot;': '"' };

/**
 * Opens a payment page and submits its form with one of its buttons, as a browser does.
 *
 * @returns the response to the form, a redirect to the page on which the payer waits
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

/** The text of a page without tags. */
export const textOf = (html: string): string =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&\w+;|&#\d+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
