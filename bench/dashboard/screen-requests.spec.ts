import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screenRequests } from './screen-requests.js';

const DASHBOARD = join(import.meta.dirname, '..', '..', 'packages', 'dashboard', 'src');

/** What the sources of the dashboard read by themselves: the answers of the API, and files. */
function askedPaths(): string[] {
  const sources = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.spec.'))
    .map((file) => readFileSync(join(DASHBOARD, file), 'utf8'));
  return [
    ...new Set(
      sources.flatMap((source) =>
        [...source.matchAll(/\bapi\.GET\(\s*'([^']+)'|`(\/[a-z/-]+\/export\/)\?/g)].map(
          ([, answer, file]) => answer ?? file ?? '',
        ),
      ),
    ),
  ];
}

const SUBJECT = ['1'];
const requests = screenRequests(
  { routerIds: [1], packageId: 1 },
  {
    paymentIds: SUBJECT,
    receipts: SUBJECT,
    unmatched: SUBJECT,
    phones: SUBJECT,
    macs: SUBJECT,
    codes: SUBJECT,
    invoices: SUBJECT,
    entitlementIds: SUBJECT,
    webhookIds: SUBJECT,
  },
);
/** Events are asked for by a cursor of the server, and a router itself says what it is. */
const NOT_MEASURED_HERE = ['/events/', '/routers/{id}/device-info/'];

describe('the requests by which the dashboard is measured', () => {
  it('are everything that the dashboard reads', () => {
    const sent = requests.map(({ path }) => path(0).split('?')[0] ?? '');
    const asked = askedPaths();
    const missing = asked.filter((path) => {
      const form = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return !NOT_MEASURED_HERE.includes(path) && !sent.some((each) => form.test(each));
    });
    expect(asked.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('have a name of their own each', () => {
    const names = requests.map(({ screen, name }) => `${screen}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
