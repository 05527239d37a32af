import { type Language } from '#portal';

/** The first segment of the path of all pages of the portal. */
export const PORTAL_PATH = '/portal';

/** The steps that have an address below a session. */
export type Step =
  | ''
  | 'packages'
  | 'phone'
  | 'buy'
  | 'payment'
  | 'state'
  | 'again'
  | 'link'
  | 'connect'
  | 'connected'
  | 'already-paid'
  | 'access'
  | 'problem';

/** The addresses of the pages of one session, without scheme and host. */
export class PortalUrls {
  /**
   * @param session the sealed session
   * @param language the language that the customer has chosen; null: the browser decides
   */
  constructor(
    private readonly slug: string,
    readonly session: string,
    private readonly language: Language | null,
  ) {}

  at(step: Step, query: Readonly<Record<string, string>> = {}): string {
    const path = `${PORTAL_PATH}/${this.slug}/${this.session}`;
    return withQuery(step === '' ? path : `${path}/${step}`, {
      ...query,
      ...(this.language === null ? {} : { lang: this.language }),
    });
  }

  /** Where the customer is, which the session says. */
  get resume(): string {
    return this.at('');
  }

  /** The first page of the router, which begins a new session. */
  get start(): string {
    return startUrl(this.slug, this.language);
  }

  with(language: Language): PortalUrls {
    return new PortalUrls(this.slug, this.session, language);
  }
}

/** The first page of a router. */
export const startUrl = (slug: string, language: Language | null): string =>
  withQuery(
    `${PORTAL_PATH}/${encodeURIComponent(slug)}`,
    language === null ? {} : { lang: language },
  );

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
