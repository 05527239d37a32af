import request, { type Response } from 'supertest';
import { type ServerAt, type TestApp } from './app.js';
import { textOf } from './paying-page.js';
import { type Shop } from './shop.js';

/** A form of a page, with the values of its fields. */
export interface PortalForm {
  readonly action: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A page as a browser without JavaScript has it. */
export interface PortalPage {
  /** Path and query, after redirects. */
  readonly at: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
  readonly text: string;
  readonly links: readonly string[];
  readonly forms: readonly PortalForm[];
  /** Where a redirect has led that leaves this server; null otherwise. */
  readonly left: string | null;
}

/** What the router adds to the address of the portal. */
export const FROM_ROUTER = {
  mac: 'AA:BB:CC:00:11:22',
  ip: '10.5.50.20',
  'link-login-only': 'http://10.5.50.1/login',
  'link-orig': 'http://example.com/',
  error: '',
} as const;

const MAX_REDIRECTS = 5;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** A window of a browser without JavaScript: it knows nothing but the page that it shows. */
export class PortalBrowser {
  /** @param headers such as the language of the phone */
  constructor(
    private readonly server: Pick<ServerAt, 'url'>,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  open(path: string): Promise<PortalPage> {
    return this.shown(path, () => request(this.server.url).get(path));
  }

  /** Follows the only link whose address matches. */
  follow(page: PortalPage, link: RegExp | string): Promise<PortalPage> {
    return this.open(linkOf(page, link));
  }

  /** Fills in a form of the page and sends it. */
  submit(
    page: PortalPage,
    action: RegExp | string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<PortalPage> {
    const form = formOf(page, action);
    return this.shown(form.action, () => this.post(form, typed));
  }

  /** Sends a form, and does not follow the answer. */
  async sendOnly(
    page: PortalPage,
    action: RegExp | string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return this.post(formOf(page, action), typed).set(this.headers).redirects(0);
  }

  private post({ action, fields }: PortalForm, typed: Readonly<Record<string, string>>) {
    return request(this.server.url)
      .post(action)
      .set({ 'Sec-Fetch-Site': 'same-origin' })
      .type('form')
      .send({ ...fields, ...typed });
  }

  private async shown(path: string, send: () => request.Test): Promise<PortalPage> {
    let at = path;
    let response = await send().set(this.headers).redirects(0);
    if (response.status === 303 || (response.status < 300 && response.status >= 200)) {
      for (let turns = 0; response.status === 303; turns += 1) {
        if (turns > MAX_REDIRECTS) throw new Error(`${path} redirects for ever`);
        const location = String(response.headers['location']);
        if (!location.startsWith('/')) return pageOf(at, response, location);
        at = location;
        response = await request(this.server.url).get(at).set(this.headers).redirects(0);
      }
    }
    return pageOf(at, response, null);
  }
}

/** The address of the portal of a shop's router, as its router opens it. */
export async function portalOf(
  app: TestApp,
  shop: Pick<Shop, 'routerId'>,
  query: Readonly<Record<string, string>> = FROM_ROUTER,
): Promise<string> {
  const text = new URLSearchParams(query).toString();
  return `/portal/${await slugOf(app, shop)}${text === '' ? '' : `?${text}`}`;
}

/** The slug of the portal of a shop's router. */
export async function slugOf(app: TestApp, { routerId }: Pick<Shop, 'routerId'>): Promise<string> {
  const [router] = await app.database.query<{ slug: string }>(
    'SELECT portal_slug AS slug FROM routers WHERE id = $1',
    [routerId],
  );
  return router?.slug ?? '';
}

/** Chooses the only package, and gives a phone number. */
export async function buyInPortal(
  browser: PortalBrowser,
  packages: PortalPage,
  phone: string,
): Promise<PortalPage> {
  const asking = await browser.follow(packages, /\/phone\?/);
  return browser.submit(asking, /\/buy/, { phone_number: phone });
}

/** The only link of a page whose address matches. */
export function linkOf(page: PortalPage, link: RegExp | string): string {
  const found = new Set(page.links.filter((each) => fits(each, link)));
  const [only] = found;
  if (found.size !== 1 || only === undefined) {
    throw new Error(`${found.size} links fit ${String(link)} on: ${page.text}`);
  }
  return only;
}

function formOf(page: PortalPage, action: RegExp | string): PortalForm {
  const found = page.forms.filter((form) => fits(form.action, action));
  const [only] = found;
  if (found.length !== 1 || !only) {
    throw new Error(`${found.length} forms fit ${String(action)} on: ${page.text}`);
  }
  return only;
}

const fits = (text: string, wanted: RegExp | string): boolean =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text);

function pageOf(at: string, response: Response, left: string | null): PortalPage {
  const html = response.text;
  return {
    at,
    status: response.status,
    headers: response.headers,
    html,
    text: textOf(html),
    links: [...html.matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)].map(([, href = '']) => decoded(href)),
    forms: [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
      ([, tag = '', body = '']) => ({
        action: attributeOf(tag, 'action'),
        method: attributeOf(tag, 'method'),
        fields: Object.fromEntries(
          [...body.matchAll(/<input\b[^>]*>/g)].map(([input]) => [
            attributeOf(input, 'name'),
            attributeOf(input, 'value'),
          ]),
        ),
      }),
    ),
    left,
  };
}

const attributeOf = (tag: string, name: string): string =>
  decoded(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const decoded = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
