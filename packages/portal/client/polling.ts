import { request, showAway } from './request.js';

/** The gaps between questions, by the time since the page was opened. */
const FAST_MS = 2000;
const FAST_UNTIL_MS = 30_000;
const SLOW_MS = 4000;
const SLOW_UNTIL_MS = 600_000;
const IDLE_MS = 15_000;
const MOST_MS = 30_000;

/**
 * Asks the server for changes, and loads the page again when there is one. While the server is away
 * the gaps grow. The customer may have been in another app: the page asks at once when it is seen
 * again, because timers of hidden pages hardly run.
 */
export function startPolling(): void {
  const { live, version, away = '' } = document.body.dataset;
  if (live === undefined) return;
  // Without an address the page itself is asked for, and any answer means that the server is back.
  const address = live || location.href;
  const opened = Date.now();
  let failures = 0;
  let isAsking = false;
  let timer = 0;

  const ask = (): void => {
    if (isAsking) return;
    isAsking = true;
    clearTimeout(timer);
    request('GET', address, null, (answer) => {
      isAsking = false;
      const isRefused = answer === null || answer.status === 429 || answer.status >= 500;
      if (!isRefused && isChanged(answer)) {
        location.reload();
        return;
      }
      failures = isRefused ? failures + 1 : 0;
      showAway(failures > 1, away);
      timer = setTimeout(ask, gap());
    });
  };

  const isChanged = (answer: XMLHttpRequest): boolean => {
    if (!live || answer.status !== 200) return true;
    try {
      return (JSON.parse(answer.responseText) as { version?: string }).version !== version;
    } catch {
      // Something between the phone and the server has answered.
      return false;
    }
  };

  /** Varies by a quarter, so that phones that came together do not ask together. */
  const gap = (): number => {
    const age = Date.now() - opened;
    const usual = age < FAST_UNTIL_MS ? FAST_MS : age < SLOW_UNTIL_MS ? SLOW_MS : IDLE_MS;
    return Math.min(MOST_MS, usual * Math.pow(1.6, failures)) * (0.75 + Math.random() / 2);
  };

  const askIfSeen = (): void => {
    if (!document.hidden) ask();
  };
  document.addEventListener('visibilitychange', askIfSeen);
  addEventListener('focus', askIfSeen);
  addEventListener('online', askIfSeen);
  // A page that was just loaded is new; one that comes back by "Back" may be old.
  addEventListener('pageshow', (event) => {
    if (event.persisted) ask();
  });
  timer = setTimeout(ask, gap());
}
