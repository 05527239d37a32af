/** A piece of HTML that is safe to show. Only this file makes one. */
export class Html {
  constructor(readonly text: string) {}
}

/** A URL that runs no script. Only `url`, `telephone` and `image` make one. */
export class SafeUrl {
  constructor(readonly text: string) {}
}

/** What a template may contain. Text is escaped; null and false show nothing. */
export type Content = Html | SafeUrl | string | number | null | false | readonly Html[];

/** Where a value stands in a template. */
type Place = 'text' | 'attribute' | 'url';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');

/** A template: its constant texts, without the indentation, and the places of its values. */
interface Template {
  readonly texts: readonly string[];
  readonly places: readonly Place[];
}

/** Each template is read once. */
const known = new WeakMap<TemplateStringsArray, Template>();

/**
 * Makes HTML. Values are escaped, and stand between tags or in quoted attributes only; `href`,
 * `src` and `action` take a `SafeUrl` only.
 *
 * @throws Error when a value stands anywhere else, which is a mistake in the template
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  const { texts, places } = known.get(parts) ?? read(parts);
  let text = texts[0] ?? '';
  values.forEach((value, index) => {
    text += shown(value, places[index] ?? 'text') + (texts[index + 1] ?? '');
  });
  return new Html(text);
}

/** HTML that is constant, such as the script of the page. Never for texts of people. */
export const constantHtml = (text: string): Html => new Html(text);

/** A URL of http or https, or an absolute path. Anything else leads nowhere. */
export const url = (text: string): SafeUrl =>
  new SafeUrl(/^(?:https?:\/\/|\/(?![/\\]))[^\s\\]*$/i.test(text) ? text : '#');

/** A `tel:` URL with the digits of a number. */
export const telephone = (text: string): SafeUrl =>
  new SafeUrl(`tel:${text.trim().startsWith('+') ? '+' : ''}${text.replace(/\D/g, '')}`);

/** An image that is part of the page; null if it is none. */
export const image = (text: string): SafeUrl | null =>
  /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/.test(text)
    ? new SafeUrl(text)
    : null;

function shown(value: Content, place: Place): string {
  if (place === 'url') {
    if (value instanceof SafeUrl) return escape(value.text);
    throw new Error('A URL in a template has to be a SafeUrl');
  }
  if (value === null || value === false) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  if (place === 'attribute' || value instanceof SafeUrl) {
    throw new Error('An attribute takes text only, and a text no URL');
  }
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
}

function read(parts: TemplateStringsArray): Template {
  const texts = parts.map((part) =>
    part.replace(/\s*\n\s*(?=\/?>)/g, '').replace(/\s*\n\s*/g, ' '),
  );
  let before = '';
  const places = texts.slice(0, -1).map((text) => {
    before += text;
    const place = placeAfter(before);
    before += 'x';
    return place;
  });
  const template = { texts, places };
  known.set(parts, template);
  return template;
}

/** The place after some HTML whose attributes all have double quotes. */
function placeAfter(before: string): Place {
  const tag = before.slice(before.lastIndexOf('<'));
  if (/^<(?:script|style)\b[^>]*>/i.test(tag)) throw new Error('No value goes into a script');
  if (/^<[^>]*>[^<]*$/.test(tag) || !before.includes('<')) return 'text';
  const attribute = /^<[a-z][^"]*(?:"[^"]*"[^"]*)* ([a-z-]+)="[^"]*$/i.exec(tag);
  if (!attribute) throw new Error(`A value stands in a tag, outside of quotes: ${tag}`);
  return /^(?:href|src|action)$/i.test(attribute[1] ?? '') ? 'url' : 'attribute';
}
