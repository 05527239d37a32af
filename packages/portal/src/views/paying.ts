import { moneyText } from '../format.js';
import { html, type Html } from '../html.js';
import { type DevicePaymentPage, type WaitingPage } from '../pages.js';
import {
  countdown,
  heading,
  linkButton,
  liveLine,
  offerSummary,
  submitButton,
  symbol,
  type View,
} from '../parts.js';
import { type Content } from './content.js';

/** A payment that is not finished. */
export function waiting(page: WaitingPage, view: View): Content {
  const { title, main } = STEPS[page.step](page, view);
  return { title, live: page.live, main };
}

const STEPS: Readonly<
  Record<WaitingPage['step'], (page: WaitingPage, view: View) => { title: string; main: Html }>
> = {
  sending: (page, view) => ({
    title: view.texts.waiting.sendingTitle,
    main: html`${symbol('phone', 'busy')}
    ${heading(view.texts.waiting.sendingTitle, view.texts.waiting.sendingText)}
    ${status(page, view)} ${offerSummary(page.offer, view)}`,
  }),
  prompt: (page, view) => ({
    title: view.texts.waiting.promptTitle,
    main: html`${symbol('phone', 'busy')}
    ${heading(
      view.texts.waiting.promptTitle,
      view.texts.waiting.promptText(moneyText(page.offer.price)),
    )}
    ${
      page.phone !== null &&
      html`<p class="soft center">${view.texts.waiting.promptSentTo(page.phone)}</p>`
    }
    ${status(page, view)} ${noPrompt(page, view)}`,
  }),
  link: (page, view) => ({
    title: view.texts.waiting.linkTitle,
    main: html`${symbol('phone', 'busy')}
    ${heading(
      view.texts.waiting.linkTitle,
      view.texts.waiting.linkText(moneyText(page.offer.price)),
    )}
    ${page.linkUrl !== null && linkButton(page.linkUrl, view.texts.waiting.openLink)}
    ${status(page, view)} ${offerSummary(page.offer, view)}
    ${page.tryAgain !== null && submitButton(page.tryAgain, view.texts.common.tryAgain, 'quiet')}`,
  }),
};

/** The line that is read aloud when it changes, and the time left. */
const status = ({ answerBy }: WaitingPage, view: View): Html =>
  html`<div class="status">
    ${liveLine(view.texts.waiting.status)}
    ${
      answerBy !== null &&
      answerBy > view.frame.now &&
      html`<p class="left">${view.texts.common.timeLeft}: <b>${countdown(answerBy, view)}</b></p>`
    }
  </div>`;

/** What to do when no prompt comes. */
const noPrompt = (page: WaitingPage, view: View): Html => {
  const { texts } = view;
  return html`<section class="panel" aria-labelledby="no-prompt">
      <h2 id="no-prompt">${texts.waiting.noPrompt}</h2>
      <ol>
        ${texts.waiting.steps.map((step) => html`<li>${step}</li>`)}
        ${page.tryAgain === null && html`<li>${texts.waiting.laterAgain}</li>`}
      </ol>
      ${
        page.tryAgain !== null &&
        html`${submitButton(page.tryAgain, texts.common.tryAgain, 'quiet')}
          <p class="soft">${texts.waiting.safeAgain}</p>`
      }
      ${page.payByLink !== null && submitButton(page.payByLink, texts.common.payByLink, 'quiet')}
    </section>
    <p class="soft center">${texts.waiting.mayClose}</p>`;
};

/** A payment that was found by the device: nothing is said about it. */
export function devicePayment(page: DevicePaymentPage, view: View): Content {
  const { devicePayment: own, waiting: shared, common } = view.texts;
  const { alreadyPaid, home } = view.frame.urls;
  const isWaiting = page.state === 'waiting';
  const title = isWaiting ? own.waitingTitle : own.receivedTitle;
  return {
    title,
    live: page.live,
    main: html`${symbol(isWaiting ? 'phone' : 'check', isWaiting ? 'busy' : 'good')}
    ${heading(title, isWaiting ? own.waitingText : own.receivedText)}
    ${page.live !== null && html`<div class="status">${liveLine(shared.status)}</div>`}
    ${
      alreadyPaid !== null &&
      linkButton(alreadyPaid, common.alreadyPaid, isWaiting ? 'quiet' : 'main')
    }
    ${linkButton(home, common.seePackages, 'quiet')}`,
  };
}
