import { type Strike } from 'intasend-simulator';
import { type AccessBooks } from './access-books.js';
import { type Books, type SoakProvider } from './books.js';

/** The result of a soak test. */
export interface Outcome {
  readonly books: Books;
  readonly differences: readonly string[];
  /** The number of responses by call and status. */
  readonly answers: ReadonlyMap<string, number>;
  readonly struck: readonly Strike[];
  /** The number of planned faults that affected nobody. */
  readonly unstruck: number;
  readonly kills: number;
  readonly radiusKills: number;
  readonly databaseRestarts: number;
  /** Null when nobody logged in. */
  readonly access: AccessBooks | null;
  /** How often IntaSend switched a webhook off because the server did not respond. */
  readonly switchedOff: number;
  readonly webhooks: readonly { readonly outcome: string; readonly count: number }[];
}

const MAX_DIFFERENCES_SHOWN = 50;

/** Formats the books and the injected failures. */
export function report(outcome: Outcome): string {
  const { books, differences, struck, unstruck, kills, switchedOff } = outcome;
  const injected = struck.reduce((sum, { count }) => sum + count, 0);
  return [
    '',
    'What went wrong on purpose',
    ...table([
      ['servers killed', kills],
      ['FreeRADIUS killed', outcome.radiusKills],
      ['PostgreSQL restarted', outcome.databaseRestarts],
      ['webhooks switched off by IntaSend', switchedOff],
      ...struck
        .map(({ at, fault, count }): Row => [`${at}: ${fault}`, count])
        .toSorted(([a], [b]) => a.localeCompare(b)),
      ['faults in all', injected],
      ...(unstruck > 0 ? [['planned, but found nobody to hit', unstruck] as Row] : []),
    ]),
    '',
    'How the servers answered',
    ...table([...outcome.answers].toSorted(([a], [b]) => a.localeCompare(b))),
    '',
    'What became of the webhooks',
    ...table(outcome.webhooks.map(({ outcome: word, count }): Row => [word, count])),
    '',
    'The books of IntaSend',
    ...table(ledgerRows(books, 'instasend')),
    '',
    'The books of Kopo Kopo',
    ...table(ledgerRows(books, 'kopokopo')),
    '',
    'The books of the server',
    ...table(paymentRows(books)),
    '',
    ...(outcome.access === null
      ? ['Nobody logged in at a router.']
      : ['The logins at the routers', ...table(loginRows(outcome.access))]),
    '',
    differences.length === 0
      ? 'The books agree.'
      : `The books do not agree: ${differences.length} differences`,
    ...differences.slice(0, MAX_DIFFERENCES_SHOWN).map((difference) => `  - ${difference}`),
    '',
  ].join('\n');
}

type Row = [name: string, count: number];

function ledgerRows({ invoices: all }: Books, provider: SoakProvider): Row[] {
  const invoices = all.filter((invoice) => invoice.provider === provider);
  const taken = invoices.filter((invoice) => invoice.taken !== null);
  return [
    ...counted(invoices.map(({ outcome, taken: money }) => `${outcome}${money ? '' : ', unpaid'}`)),
    ['invoices', invoices.length],
    ['invoices that money was taken for', taken.length],
    [
      'money taken, in KES',
      sumOf(taken.map(({ taken: money }) => (money?.currency === 'KES' ? money.amount : '0'))),
    ],
  ];
}

function paymentRows({ payments, attempts, receipts, history, jobs }: Books): Row[] {
  const completed = payments.filter(({ status }) => status === 'completed');
  const completions = history.filter(
    ({ event }) => event === 'completed' || event === 'late_success',
  );
  return [
    ...counted(payments.map(({ status }) => status)),
    ...counted(
      payments.flatMap(({ status, reviewReason }) =>
        reviewReason === null ? [] : [`for review: ${reviewReason} (${status})`],
      ),
    ),
    ...counted(completions.map(({ event, source }) => `${event} by ${source}`)),
    ...counted(receipts.map(({ state }) => `receipts of tills: ${state}`)),
    ['payments', payments.length],
    ['attempts', attempts.length],
    ['jobs planned for later', jobs.length],
    ['money of completed payments, in KES', sumOf(completed.map(({ amount }) => amount))],
  ];
}

function loginRows({ sightings, entitlements, finals, ends }: AccessBooks): Row[] {
  return [
    ...counted(
      sightings.map(
        ({ hasPaid, answer, reason }) =>
          `${hasPaid ? 'had paid' : 'not known to have paid'}: ${reason ?? answer}`,
      ),
    ),
    ['entitlements', entitlements.length],
    ['logins in the end', finals.length],
    ['sessions until the end of what was bought', ends.length],
  ];
}

function counted(words: readonly string[]): Row[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a.localeCompare(b));
}

const sumOf = (amounts: readonly string[]): number =>
  amounts.reduce((cents, amount) => cents + Math.round(Number(amount) * 100), 0) / 100;

function table(rows: readonly (readonly [string, number])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(9)}`);
}
