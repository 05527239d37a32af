import { gzipSync } from 'node:zlib';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Request, type Response } from 'express';
import {
  contentSecurityPolicy,
  type Frame,
  type Language,
  type Look,
  type Page,
  type Problem,
  renderPage,
} from '#portal';
import { Clock } from '../common/clock.js';
import { type ApiError } from '../common/errors/api-error.js';
import { ErrorPages } from '../common/http/error-pages.js';
import { problemPage } from './payment-page.js';
import { frameLook, TIME_ZONE } from './portal-frame.js';
import { chosenLanguage, otherLanguage, preferredLanguage } from './portal-language.js';
import { startUrl } from './portal-urls.js';
import { type Visit, type Visitor } from './portal-visits.service.js';
import { PortalSettingsService } from './settings/portal-settings.service.js';

/** All URLs of the portal, but for the settings of operators and their previews. */
const BELOW_PORTAL = /^\/portal(?!\/(?:settings|preview)(?:[/?]|$))(?:[/?]|$)/i;

/**
 * The headers of all pages. Forms need their origin to be told, which `no-referrer` would hide. Names
 * below the portal's host may be routers, which have no certificate.
 */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=31536000',
} as const;

/** The look of pages about no router. */
const NO_LOOK: Look = {
  name: 'WiFi',
  colour: null,
  logo: null,
  supportPhone: null,
  termsUrl: null,
  notice: null,
};

/** How a request of the portal is answered. */
export type Reply =
  | { readonly page: Page; readonly status?: number; readonly visit?: Visit }
  /** A navigation to another address. */
  | { readonly redirect: string }
  | { readonly version: string };

/** Sends pages and redirects. Errors below `/portal` are pages too, wherever they are found. */
@Injectable()
export class PortalAnswers implements OnModuleInit {
  constructor(
    private readonly settings: PortalSettingsService,
    private readonly errorPages: ErrorPages,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.errorPages.register(BELOW_PORTAL, (error, request) => {
      const frame = this.bareFrame(request);
      const page = problemPage(problemOfStatus(error, frame.now));
      return { html: renderPage(page, frame), headers: headersFor(frame) };
    });
  }

  /** Sends the answer to a request. @param visitor null when there is no such portal */
  async send(response: Response, visitor: Visitor | null, reply: Reply): Promise<void> {
    if ('redirect' in reply) {
      response
        .status(303)
        .set({ ...HEADERS, Location: reply.redirect })
        .end();
    } else if ('version' in reply) {
      response.set('Cache-Control', 'no-store').json(reply);
    } else {
      const { page, status = 200, visit } = reply;
      const frame = await this.frameOf(response.req, visitor, visit);
      response.status(status).set(headersFor(frame));
      sendCompressed(response, renderPage(page, frame));
    }
  }

  private async frameOf(
    request: Request,
    visitor: Visitor | null,
    visit: Visit | undefined,
  ): Promise<Frame> {
    if (!visitor) return this.bareFrame(request);
    const { router, language, chosen, now } = visitor;
    const look = await this.settings.lookOf(router.userId, router.routerId);
    return {
      language,
      look: frameLook(look),
      timeZone: TIME_ZONE,
      now,
      urls: {
        home: visit ? visit.urls.at('packages') : startUrl(router.slug, chosen),
        alreadyPaid: visit ? visit.urls.at('already-paid') : null,
        otherLanguage: switched(request, language),
      },
    };
  }

  /** A page about no router that is known. */
  private bareFrame(request: Request): Frame {
    const language =
      chosenLanguage(languageIn(request)) ?? preferredLanguage(request.get('accept-language'));
    return {
      language,
      look: NO_LOOK,
      timeZone: TIME_ZONE,
      now: this.clock.now(),
      urls: { home: request.path, alreadyPaid: null, otherLanguage: switched(request, language) },
    };
  }
}

/**
 * Pages are three times as small compressed, which is what phones on bad networks wait for. Nobody can
 * add text of their own to the page of another customer, so its length tells nothing.
 */
function sendCompressed(response: Response, html: string): void {
  response.vary('Accept-Encoding');
  if (response.req.acceptsEncodings('gzip') === false) response.send(html);
  // A third of a millisecond: it would wait longer for a thread.
  else response.set('Content-Encoding', 'gzip').send(gzipSync(html));
}

/** The colour of a look is a style of its own, so the policy names its hash. */
const headersFor = ({ look, language }: Frame) => ({
  ...HEADERS,
  'Content-Language': language,
  'Content-Security-Policy': contentSecurityPolicy(look),
});

/** This page in the other language; a form cannot be sent again, so its answer has none. */
function switched(request: Request, language: Language): string | null {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null;
  const url = URL.parse(request.originalUrl, 'http://portal.invalid');
  if (!url) return null;
  url.searchParams.set('lang', otherLanguage(language));
  return `${url.pathname}${url.search}`;
}

/** The query may not be parsed yet. */
const languageIn = ({ originalUrl }: Request): string | null =>
  URL.parse(originalUrl, 'http://portal.invalid')?.searchParams.get('lang') ?? null;

/** What an error that no page expects means to a customer. */
function problemOfStatus({ status, details }: ApiError, now: Date): Problem {
  if (status === 429) {
    const seconds = Number(details.headers?.['Retry-After'] ?? 60);
    return { kind: 'too_many_tries', until: new Date(now.getTime() + seconds * 1_000) };
  }
  return { kind: status >= 500 ? 'server_restarting' : 'not_found' };
}
