import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { json } from 'node:stream/consumers';

/**
 * A fake IntaSend that only responds: every prompt is accepted, every invoice is pending. The
 * project's simulator is too slow for this, because it does more.
 * `PUT /latency/<ms>` sets the response time, and `PUT /paid/<invoice>` makes an invoice paid. It
 * prints its URL, then serves.
 */
let latencyMs = 0;
let invoices = 0;
const paid = new Set<string>();

const server = createServer((request, response) => {
  const path = request.url ?? '';
  if (request.method === 'PUT') {
    const [, what, value = ''] = path.split('/');
    if (what === 'paid') paid.add(value);
    else latencyMs = Number(value);
    response.writeHead(204).end();
    return;
  }
  void (request.method === 'GET' ? listed(path) : json(request)).then(async (body) => {
    const asked = body as { api_ref?: string; invoice_id?: string; amount?: string };
    if (latencyMs > 0) await wait(latencyMs);
    const answer = JSON.stringify(answerTo(path, asked));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

/** Converts the query of an invoice list into the form of a body. */
const listed = (path: string): Promise<object> =>
  Promise.resolve({ api_ref: new URL(path, 'http://localhost').searchParams.get('api_ref') });

function answerTo(path: string, asked: { api_ref?: string; invoice_id?: string; amount?: string }) {
  if (path.endsWith('/status/')) return stateOf(asked);
  if (!path.includes('/invoices/')) return accept(asked);
  return { results: [invoice(`BENCH-${asked.api_ref ?? ''}`, asked.api_ref)] };
}

function accept({ api_ref: reference, amount }: { api_ref?: string; amount?: string }) {
  invoices += 1;
  const id = `${process.pid.toString(36)}${invoices.toString(36)}`.toUpperCase();
  return { id: `P${id}`, invoice: invoice(`I${id}`, reference, amount) };
}

const stateOf = ({ invoice_id: id = '' }: { invoice_id?: string }) => ({
  // The reference of seeded payments follows from their invoice.
  invoice: invoice(id, id.replace(/^BENCH-/, ''), '50.00'),
});

const invoice = (invoiceId: string, reference = '', amount = '50.00') => ({
  invoice_id: invoiceId,
  state: paid.has(invoiceId) ? 'COMPLETE' : 'PENDING',
  provider: 'M-PESA',
  charges: '0.00',
  net_amount: amount,
  currency: 'KES',
  value: amount,
  account: '254712345678',
  api_ref: reference,
  mpesa_reference: null,
  failed_reason: null,
  failed_code: null,
  created_at: '2026-01-01T10:00:00.000000+03:00',
  updated_at: '2026-01-01T10:00:01.000000+03:00',
});
