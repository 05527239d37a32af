import { html, type Html } from './html.js';

/** The content of the payment form. */
export interface PayView {
  readonly title: string;
  readonly currency: string;
  /** Null: the payer enters one. */
  readonly amount: string | null;
  readonly reference: string | null;
  readonly phone: string;
  /** The error of the last attempt. */
  readonly error: string | null;
}

/** The content of the page after a payment has started. */
export interface ProgressView {
  readonly amount: string;
  readonly currency: string;
  readonly phone: string;
  readonly reference: string | null;
}

/** The form with phone number, pay and cancel. It posts to its own URL. */
export function payPage(view: PayView): Html {
  return layout(
    view.title,
    html`
      ${heading(view.title, view.amount, view.currency)} ${referenceLine(view.reference)}
      <form method="post">
        ${view.amount === null ? amountField(view.currency) : null}
        <label for="phone">M-Pesa phone number</label>
        <input
          id="phone"
          name="phone_number"
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          required
          value="${view.phone}"
          placeholder="0712 345 678"
        />
        ${view.error === null ? null : html`<p class="error" role="alert">${view.error}</p>`}
        <button class="pay" name="action" value="pay">Pay</button>
        <button class="cancel" name="action" value="fail" formnovalidate>Cancel the payment</button>
      </form>
    `,
  );
}

/** Shown while the prompt is active. A script polls; without scripts the page reloads. */
export function waitPage(view: ProgressView): Html {
  return layout(
    'Waiting for M-Pesa',
    html`
      ${heading('Check your phone', view.amount, view.currency)}
      <p>
        A prompt has been sent to <strong>${view.phone}</strong>. Enter your M-Pesa PIN there to
        pay.
      </p>
      <p class="waiting" role="status"><span class="spinner"></span>Waiting for the payment</p>
      ${referenceLine(view.reference)}
    `,
    html`
      <noscript><meta http-equiv="refresh" content="2" /></noscript>
      <script src="/assets/wait.js" defer></script>
    `,
  );
}

/** Shown after a payment when the merchant has set no return URL. */
export function paidPage(view: ProgressView, receipt: string | null): Html {
  return layout(
    'Paid',
    html`
      ${heading('Paid', view.amount, view.currency)}
      <p class="good" role="status">Thank you. The payment has been received.</p>
      ${receipt === null ? null : html`<p>Receipt <strong>${receipt}</strong></p>`}
      ${referenceLine(view.reference)}
    `,
  );
}

/** Shown after a failed attempt. */
export function failedPage(view: ProgressView, reason: string, retryUrl: string): Html {
  return layout(
    'Not paid',
    html`
      ${heading('Not paid', view.amount, view.currency)}
      <p class="error" role="alert">${reason}</p>
      ${referenceLine(view.reference)}
      <a class="pay" href="${retryUrl}">Try again</a>
    `,
  );
}

/** A page with a message only. */
export function messagePage(title: string, message: string): Html {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p>${message}</p>`,
  );
}

function heading(title: string, amount: string | null, currency: string): Html {
  const sum = html`<p class="amount"><small>${currency}</small> ${amount}</p>`;
  return html`<h1>${title}</h1>
    ${amount === null ? null : sum}`;
}

function referenceLine(reference: string | null): Html | null {
  return reference === null ? null : html`<p class="reference">Reference ${reference}</p>`;
}

function amountField(currency: string): Html {
  return html`
    <label for="amount">Amount in ${currency}</label>
    <input
      id="amount"
      name="amount"
      type="number"
      inputmode="decimal"
      min="1"
      step="0.01"
      required
    />
  `;
}

function layout(title: string, content: Html, head: Html | null = null): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/assets/checkout.css" />
        ${head}
      </head>
      <body>
        <p class="ribbon">Simulator: no real money moves</p>
        <main>${content}</main>
      </body>
    </html>`;
}
