import { isOpen } from '../payments/domain/index.js';
import { type ReturnedPayment } from './return-page.repository.js';

const REFRESH_SECONDS = 3;
const STYLE = `
  body { font: 18px/1.5 system-ui, sans-serif; margin: 0; background: #f3f5f4; color: #1b2420; }
  main { max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff;
         border-radius: .75rem; box-shadow: 0 1px 6px #0002; text-align: center; }
  h1 { font-size: 1.5rem; margin: 0 0 .75rem; }
  p { margin: .5rem 0; }
  .completed h1 { color: #0a7a3f; }
  .failed h1 { color: #a3261d; }
`;

/** Kenyan time, whatever the time zone of the customer's phone. */
const kenyanTime = new Intl.DateTimeFormat('en-KE', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'Africa/Nairobi',
});

/** The page about a payment. While the payment is open, the page reloads itself. */
export function returnPage(payment: ReturnedPayment): string {
  const { status, packageName, packageExpiryTime, errorMessage } = payment;
  if (isOpen(status)) {
    return page('Waiting for your payment', status, [
      `We are waiting for the confirmation of ${packageName}.`,
      'This page looks again by itself. You can also go back to the WiFi page.',
    ]);
  }
  if (status === 'completed') {
    return page('Thank you, you have paid', status, [
      packageName,
      packageExpiryTime ? `Online until ${kenyanTime.format(packageExpiryTime)}.` : '',
    ]);
  }
  return page('Not paid', status, [
    errorMessage,
    'Go back to the WiFi page to try again. If you have paid, it will still count.',
  ]);
}

/** The page for a URL without a payment. */
export const noSuchPaymentPage = (): string =>
  page('Payment not found', 'failed', ['Check the address, or go back to the WiFi page.']);

function page(title: string, kind: string, lines: readonly string[]): string {
  const refresh =
    kind === 'pending' || kind === 'processing'
      ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`
      : '';
  const paragraphs = lines.filter((line) => line !== '').map((line) => `<p>${escaped(line)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main class="${escaped(kind)}" role="status"><h1>${escaped(title)}</h1>${paragraphs.join('')}</main></body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
