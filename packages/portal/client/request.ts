const TIMEOUT_MS = 10_000;
/** A sale is answered when the provider has answered, which may take longer than a poll. */
const SENDING_TIMEOUT_MS = 30_000;

/**
 * Sends a request. The answer is null when none has come, or when what stands before the server says
 * that the server is away.
 */
export function request(
  method: string,
  address: string,
  body: string | null,
  done: (answer: XMLHttpRequest | null) => void,
): void {
  const call = new XMLHttpRequest();
  call.open(method, address);
  call.timeout = body === null ? TIMEOUT_MS : SENDING_TIMEOUT_MS;
  if (body !== null) {
    call.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
  }
  call.onloadend = () => {
    done(call.status === 0 || (call.status > 501 && call.status < 505) ? null : call);
  };
  call.send(body);
}

/** Says in the page that the server does not answer, or takes that back. */
export function showAway(isAway: boolean, text: string): void {
  const line = document.getElementById('live');
  if (!line) return;
  const { text: usual = line.textContent } = line.dataset;
  line.dataset['text'] = usual;
  const shown = isAway ? text : usual;
  // Setting the same text again would have it read aloud again.
  if (line.textContent !== shown) line.textContent = shown;
}
