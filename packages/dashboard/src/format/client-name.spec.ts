import { describe, expect, it } from '@jest/globals';
import { clientName } from './client-name.js';

const MOZILLA = 'Mozilla/5.0';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the name of a client', () => {
  it.each([
    [
      `${MOZILLA} (Linux; Android 10; K) ${WEBKIT} Chrome/139.0 Mobile Safari/537.36`,
      'Chrome, Android',
    ],
    [
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/139.0 Safari/537.36 Edg/139.0`,
      'Edge, Windows',
    ],
    [`${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox, Linux'],
    [
      `${MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1`,
      'Safari, iPhone',
    ],
    [
      `${MOZILLA} (Linux; Android 14; SM-A145) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
      'Samsung Internet, Android',
    ],
    ['curl/8.5.0', 'curl'],
    ['node', 'node'],
  ])('of %s', (userAgent, expected) => {
    expect(clientName(userAgent)).toBe(expected);
  });
});
