import { moneyText } from '../format.js';
import { html, type Html } from '../html.js';
import { type AlreadyPaidPage, type DeviceFullPage } from '../pages.js';
import { callButton, form, heading, linkButton, symbol, type View } from '../parts.js';
import { type Content } from './content.js';

/** "I have already paid": one field for access codes, vouchers, receipts and whole messages. */
export function alreadyPaid(page: AlreadyPaidPage, view: View): Content {
  const { alreadyPaid: own } = view.texts;
  const { fault } = page;
  return {
    title: own.title,
    main: html`${heading(own.title, own.intro)}
    ${form(
      page.submit,
      html`<label for="code">${own.label}</label>
        <input
          id="code"
          name="code"
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="600"
          required
          value="${page.code}"
          aria-invalid="${String(fault !== null && fault.kind !== 'digits_missing')}"
          aria-describedby="fault code-hint"
        />
        <p class="soft" id="code-hint">${own.hint}</p>
        ${page.asksDigits && digits(page, view)}
        ${page.paidFor.length > 0 && paidByHand(page, view)}
        <p class="fault" id="fault" role="alert">${faultText(page, view)}</p>
        <button class="btn main">${own.submit}</button>`,
    )}
    ${linkButton(view.frame.urls.home, own.buyInstead, 'quiet')}`,
  };
}

const digits = ({ lastDigits, fault }: AlreadyPaidPage, { texts }: View): Html =>
  html`<label for="digits">${texts.alreadyPaid.digitsLabel}</label>
    <input
      id="digits"
      name="phone_last4"
      type="text"
      inputmode="numeric"
      autocomplete="off"
      pattern="[0-9]{4}"
      maxlength="4"
      required
      value="${lastDigits}"
      aria-invalid="${String(fault !== null && fault.kind !== 'not_a_code')}"
      aria-describedby="fault digits-hint"
    />
    <p class="soft" id="digits-hint">${texts.alreadyPaid.digitsHint}</p>`;

/** Only the customer knows what they have paid for without a prompt. */
const paidByHand = ({ paidFor }: AlreadyPaidPage, view: View): Html => {
  const { alreadyPaid: own } = view.texts;
  return html`<fieldset>
    <legend>${own.paidByHand}</legend>
    <p class="soft">${own.paidByHandHint}</p>
    ${paidFor.map(
      (offer) =>
        html`<label class="choice">
          <input type="radio" name="package" value="${offer.value}" />
          <span><b>${offer.name}</b> <span class="soft">${moneyText(offer.price)}</span></span>
        </label>`,
    )}
    <label class="choice">
      <input type="radio" name="package" value="" checked />
      <span>${own.notByHand}</span>
    </label>
  </fieldset>`;
};

function faultText({ fault }: AlreadyPaidPage, { texts }: View): string | null {
  if (fault === null) return null;
  switch (fault.kind) {
    case 'not_a_code':
      return texts.alreadyPaid.notACode;
    case 'not_found':
      return texts.alreadyPaid.notFound;
    case 'digits_missing':
      return texts.alreadyPaid.digitsMissing;
  }
}

/** As many devices as were bought use it: one may be replaced. */
export function deviceFull(page: DeviceFullPage, view: View): Content {
  const { deviceFull: own, common } = view.texts;
  return {
    title: own.title,
    hasCallButton: true,
    main: html`${symbol('warning', 'bad')} ${heading(own.title, own.text(page.deviceLimit))}
    ${
      page.replace === null
        ? html`<p class="note">${own.noneLeft}</p>`
        : form(
            page.replace,
            html`<fieldset>
                <legend>${own.choose}</legend>
                ${page.devices.map((device, index) => deviceChoice(device, index === 0, view))}
              </fieldset>
              <button class="btn main">${own.replace}</button>`,
          )
    }
    ${linkButton(view.frame.urls.home, common.seePackages, 'quiet')} ${callButton(view)}`,
  };
}

function deviceChoice(
  { macAddress, isOnline, lastSeen }: DeviceFullPage['devices'][number],
  isFirst: boolean,
  { texts, instant }: View,
): Html {
  const { deviceFull: own } = texts;
  const seen = lastSeen === null ? own.neverSeen : own.lastSeen(instant(lastSeen));
  const choice = isFirst
    ? html`<input type="radio" name="mac_address" value="${macAddress}" required checked />`
    : html`<input type="radio" name="mac_address" value="${macAddress}" required />`;
  return html`<label class="choice">
    ${choice}
    <span>
      <b>${own.device(macAddress.slice(-5))}</b>
      <span class="soft">${isOnline ? own.online : seen}</span>
    </span>
  </label>`;
}
