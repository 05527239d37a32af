import { moneyText } from '../format.js';
import { html, type Html, url } from '../html.js';
import { type ElsewherePage, type PackagesPage, type PhonePage } from '../pages.js';
import {
  form,
  heading,
  linkButton,
  linkNote,
  offerContent,
  offerSummary,
  symbol,
  type View,
} from '../parts.js';
import { type Content } from './content.js';

/** What the router sells. */
export function packages(page: PackagesPage, view: View): Content {
  const { texts, frame } = view;
  const { running, waitingUrl } = page;
  const { notice } = frame.look;
  const { alreadyPaid } = frame.urls;
  const known = running === null ? null : texts.packages.running(view.left(running.endsAt));
  return {
    title: texts.packages.title,
    main: html`${running !== null && linkNote(known ?? '', running.url, texts.packages.showRunning)}
      ${
        waitingUrl !== null &&
        linkNote(texts.packages.waiting, waitingUrl, texts.packages.showWaiting)
      }
      ${page.isElsewhere && html`<p class="note">${texts.packages.elsewhere}</p>`}
      ${heading(texts.packages.title, texts.packages.intro)}
      ${notice !== null && html`<p class="note">${notice}</p>`}
      <ul class="offers">
        ${page.offers.map((offer) => offerLink(offer, view))}
      </ul>
      ${alreadyPaid !== null && linkButton(alreadyPaid, texts.common.alreadyPaid, 'quiet')}`,
  };
}

const offerLink = (offer: PackagesPage['offers'][number], view: View): Html =>
  html`<li><a class="offer" href="${url(offer.url)}">${offerContent(offer, view)}</a></li>`;

/** Asks for the number that pays. */
export function phone(page: PhonePage, view: View): Content {
  const { texts, frame } = view;
  const faults = { not_a_phone: texts.phone.notAPhone, not_kenyan: texts.phone.notKenyan };
  const fault = page.fault === null ? null : faults[page.fault];
  return {
    title: texts.phone.title,
    offersAlreadyPaid: true,
    main: html`${heading(texts.phone.title)} ${offerSummary(page.offer, view)}
      ${form(
        page.submit,
        html`<label for="phone">${texts.phone.label}</label>
          <input
            id="phone"
            name="phone_number"
            type="tel"
            inputmode="tel"
            autocomplete="tel"
            maxlength="20"
            required
            value="${page.phone}"
            aria-invalid="${fault === null ? 'false' : 'true'}"
            aria-describedby="phone-fault phone-hint"
          />
          <p class="fault" id="phone-fault" role="alert">${fault}</p>
          <p class="soft" id="phone-hint">${texts.phone.hint}</p>
          <button class="btn main">${texts.phone.pay(moneyText(page.offer.price))}</button>`,
      )}
      ${linkButton(frame.urls.home, texts.phone.changePackage, 'quiet')}
      <p class="soft">${texts.common.noPinHere}</p>`,
  };
}

/** Opened over mobile data. */
export function elsewhere(page: ElsewherePage, { texts }: View): Content {
  return {
    title: texts.elsewhere.title,
    offersAlreadyPaid: true,
    main: html`${symbol('wifi', 'neutral')} ${heading(texts.elsewhere.title, texts.elsewhere.text)}
      <p>${texts.elsewhere.todo}</p>
      ${linkButton(page.buyUrl, texts.elsewhere.buyAnyway)}`,
  };
}
