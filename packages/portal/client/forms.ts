import { request } from './request.js';

const FIRST_GAP_MS = 1500;
const MOST_MS = 15_000;

/**
 * Sends each form once, however often it is tapped. While the server is away it is sent again with
 * the same fields, so with the same key that protects from a second prompt.
 */
export function sendFormsOnce(): void {
  const { sending = '', away = '' } = document.body.dataset;

  for (const form of Array.from(document.forms)) {
    const button = form.querySelector('button');
    const text = button?.textContent ?? '';
    let isSending = false;

    const show = (shown: string): void => {
      if (button) button.textContent = shown;
      form.setAttribute('aria-busy', String(isSending));
    };

    const send = (gap: number): void => {
      request('POST', form.action, fieldsOf(form), (answer) => {
        if (!answer) {
          show(away);
          setTimeout(send, gap, Math.min(MOST_MS, gap * 1.6));
        } else if (answer.status < 300 && answer.responseURL) {
          location.assign(answer.responseURL);
        } else {
          // The browser sends it as if there were no script, and shows the answer.
          form.submit();
        }
      });
    };

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      show(sending);
      send(FIRST_GAP_MS);
    });
    // "Back" shows the page as it was left.
    addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      isSending = false;
      show(text);
    });
  }
}

/** The fields as a browser would send them. */
function fieldsOf(form: HTMLFormElement): string {
  return Array.from(form.elements)
    .filter(
      (field): field is HTMLInputElement =>
        field instanceof HTMLInputElement && (field.type !== 'radio' || field.checked),
    )
    .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
