import { SCRIPT, STYLE } from './assets.js';
import { constantHtml, html, type Html, image, type SafeUrl, telephone, url } from './html.js';
import { ICONS } from './icons.js';
import { previewContentSecurityPolicy } from './content-security-policy.js';
import { type Frame, LANGUAGES, type Look, type PackagesPage, type Page } from './pages.js';
import { type View, viewOf } from './parts.js';
import { accentStyle } from './accent-style.js';
import { TEXTS } from './texts/index.js';
import { elsewhere, packages, phone } from './views/choosing.js';
import { type Content } from './views/content.js';
import { accessFound, connected, paid } from './views/online.js';
import { devicePayment, waiting } from './views/paying.js';
import { problem } from './views/problem.js';
import { alreadyPaid, deviceFull } from './views/returning.js';

/** How often a page without a script loads again while it waits. */
const REFRESH_SECONDS = 5;

/**
 * Renders a page as one HTML document, with script and style in it. Send it with the header
 * `Content-Security-Policy: ` + `contentSecurityPolicy(frame.look)`, and without caching.
 */
export function renderPage(page: Page, frame: Frame): string {
  const view = viewOf(frame);
  return `<!doctype html>${layout(contentOf(page, view), view, SCRIPT).text}`;
}

/** A page to look at, and the Content-Security-Policy that it has to be sent with. */
export interface Preview {
  readonly html: string;
  readonly policy: string;
}

/** Renders the page of packages without its script, for a frame of a page of the same server. */
export function renderPreview({ offers }: Pick<PackagesPage, 'offers'>, frame: Frame): Preview {
  const view = viewOf(frame);
  const content: Content =
    offers.length === 0
      ? contentOf(NOTHING_FOR_SALE, view)
      : contentOf(
          { kind: 'packages', offers, running: null, waitingUrl: null, isElsewhere: false },
          view,
        );
  return {
    html: `<!doctype html>${layout(content, view, null).text}`,
    policy: previewContentSecurityPolicy(frame.look),
  };
}

const NOTHING_FOR_SALE: Page = {
  kind: 'problem',
  problem: { kind: 'nothing_for_sale' },
  tryAgain: null,
  continueUrl: null,
  payByLink: null,
  live: null,
};

function contentOf(page: Page, view: View): Content {
  switch (page.kind) {
    case 'packages':
      return packages(page, view);
    case 'phone':
      return phone(page, view);
    case 'waiting':
      return waiting(page, view);
    case 'paid':
      return paid(page, view);
    case 'access_found':
      return accessFound(page, view);
    case 'connected':
      return connected(page, view);
    case 'device_payment':
      return devicePayment(page, view);
    case 'already_paid':
      return alreadyPaid(page, view);
    case 'device_full':
      return deviceFull(page, view);
    case 'elsewhere':
      return elsewhere(page, view);
    case 'problem':
      return problem(page, view);
  }
}

function layout(content: Content, view: View, script: string | null): Html {
  const { frame } = view;
  return html`<html lang="${frame.language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      <title>${content.title} · ${frame.look.name}</title>
      ${constantHtml(`<style>${STYLE}</style><style>${accentStyle(frame.look)}</style>`)}
      ${
        isWaiting(content) &&
        html`<noscript
          ><meta http-equiv="refresh" content="${String(REFRESH_SECONDS)}"
        /></noscript>`
      }
    </head>
    ${body(content, view, script)}
  </html>`;
}

const isWaiting = ({ live, loadsAgain }: Content): boolean =>
  (live ?? null) !== null || loadsAgain === true;

function body(content: Content, view: View, script: string | null): Html {
  const { texts } = view;
  const { live } = content;
  const inner = html`${header(view)}
    <main>${content.main}</main>
    ${footer(content, view)} ${script !== null && constantHtml(`<script>${script}</script>`)}`;
  // Texts for the script, and what it polls.
  const { sending, serverAway } = texts.common;
  return isWaiting(content)
    ? html`<body
        data-sending="${sending}"
        data-away="${serverAway}"
        data-live="${live?.stateUrl ?? ''}"
        data-version="${live?.version ?? ''}"
      >
        ${inner}
      </body>`
    : html`<body data-sending="${sending}" data-away="${serverAway}">
        ${inner}
      </body>`;
}

function header({ frame }: View): Html {
  const { otherLanguage } = frame.urls;
  const other = LANGUAGES.find((language) => language !== frame.language) ?? frame.language;
  return html`<header>
    ${logo(frame.look)}
    <b class="grow">${frame.look.name}</b>
    ${
      otherLanguage !== null &&
      html`<a href="${url(otherLanguage)}" lang="${other}" hreflang="${other}"
        >${TEXTS[other].language}</a
      >`
    }
  </header>`;
}

function logo(look: Look): Html {
  const source = look.logo === null ? null : image(look.logo);
  return source === null
    ? html`<span class="sign">${ICONS.wifi}</span>`
    : html`<img src="${source}" alt="" />`;
}

function footer({ offersAlreadyPaid, hasCallButton }: Content, { frame, texts }: View): Html {
  const { common } = texts;
  const { alreadyPaid } = frame.urls;
  const { supportPhone, termsUrl } = frame.look;
  const link = (to: SafeUrl, text: string): Html => html`<a href="${to}">${text}</a>`;
  return html`<footer>
    ${
      offersAlreadyPaid === true &&
      alreadyPaid !== null &&
      html`<p>${link(url(alreadyPaid), common.alreadyPaid)}</p>`
    }
    ${
      supportPhone !== null &&
      hasCallButton !== true &&
      html`<p>${common.needHelp} ${link(telephone(supportPhone), common.call(supportPhone))}</p>`
    }
    ${termsUrl !== null && html`<p>${link(url(termsUrl), common.terms)}</p>`}
  </footer>`;
}
