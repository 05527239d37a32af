import { html, type Html } from '../html.js';
import { type AccessFoundPage, type ConnectedPage, type PaidPage } from '../pages.js';
import {
  codeBox,
  countdown,
  facts,
  heading,
  linkButton,
  liveLine,
  symbol,
  type View,
} from '../parts.js';
import { type Content } from './content.js';

/** The page urges to buy more when less than this is left. */
const SOON_MS = 15 * 60_000;

/** Paid: code, receipt and end, and then the way to the router. */
export function paid(page: PaidPage, view: View): Content {
  const { paid: own, common } = view.texts;
  return {
    title: own.title,
    live: page.live,
    main: html`${symbol('check', 'good')} ${heading(own.title)}
    ${page.code !== null && codeBox(page.code, view, own.keepCode)}
    ${facts([
      [common.package, html`${page.offer.name}<br />${view.duration(page.offer)}`],
      [common.receipt, page.receipt],
      [common.starts, page.startsAt && view.instant(page.startsAt)],
      [common.ends, page.endsAt && view.instant(page.endsAt)],
    ])}
    ${page.startsAt !== null && html`<p class="soft">${own.continues}</p>`} ${access(page, view)}`,
  };
}

/** Access was found by its code or receipt: its end, and then the way to the router. */
export function accessFound(page: AccessFoundPage, view: View): Content {
  const { accessFound: own, common } = view.texts;
  return {
    title: own.title,
    main: html`${symbol('check', 'good')} ${heading(own.title, own.text)}
    ${facts([
      [common.starts, page.startsAt && view.instant(page.startsAt)],
      [common.ends, page.endsAt && view.instant(page.endsAt)],
    ])}
    ${access({ ...page, live: null }, view)}`,
  };
}

function access(
  { access, connectUrl, live }: Pick<PaidPage, 'access' | 'connectUrl' | 'live'>,
  { texts }: View,
): Html {
  const { paid: own } = texts;
  const line = (text: string): Html =>
    live === null
      ? html`<p class="note">${text}</p>`
      : html`<div class="status">${liveLine(text)}</div>`;
  switch (access) {
    case 'ready':
      return html`${connectUrl !== null && linkButton(connectUrl, own.connect)}
        <p class="soft center">${own.connectHint}</p>`;
    case 'preparing':
      return line(own.preparing);
    case 'router_away':
      return line(own.routerAway);
    case 'elsewhere':
      return line(own.elsewhere);
    case 'by_operator':
      return line(own.byOperator);
  }
}

/** Online: the time left, and how to get more. */
export function connected(page: ConnectedPage, view: View): Content {
  const { connected: own, common } = view.texts;
  const { endsAt, code } = page;
  const isSoon = endsAt !== null && endsAt.getTime() - view.frame.now.getTime() < SOON_MS;
  return {
    title: own.title,
    live: page.live,
    main: html`${symbol('check', 'good')} ${heading(own.title, own.text)}
      ${
        endsAt !== null &&
        html`<div class="clock">
          <span>${common.timeLeft}</span>
          <b>${countdown(endsAt, view, { reloads: true })}</b>
          <span>${common.ends}: ${view.instant(endsAt)}</span>
        </div>`
      }
      ${isSoon && html`<p class="note">${own.endsSoon}</p>`} ${code !== null && codeBox(code, view)}
      ${linkButton(page.buyMoreUrl, own.buyMore, isSoon ? 'main' : 'quiet')}
      <p class="soft center">${own.iphone}</p>
      ${page.live !== null && liveLine('')}`,
  };
}
