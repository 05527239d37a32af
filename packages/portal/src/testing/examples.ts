import { type Frame, type Look, type Offer, type Page, type Problem } from '../pages.js';

/** Tuesday 3 March 2026, 14:05 in Nairobi. */
const NOW = new Date('2026-03-03T11:05:00.000Z');
const inMinutes = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

const SESSION = '/portal/k3v9x2m7q4tz/s.f00dfeed';
const submit = (path: string): { action: string; fields: Record<string, string> } => ({
  action: `${SESSION}/${path}`,
  fields: { key: '6f1d3c0e5b7a' },
});
const LIVE = { stateUrl: `${SESSION}/state`, version: '7' };

/** An operator who has set everything but colour, logo and notice. */
export const LOOK: Look = {
  name: 'Mama Njeri WiFi',
  colour: null,
  logo: null,
  supportPhone: '0712 345 678',
  termsUrl: 'https://njeri.example/terms',
  notice: null,
};

/** A frame for examples. */
export const aFrame = (changes: Partial<Frame> = {}): Frame => ({
  language: 'en',
  look: LOOK,
  timeZone: 'Africa/Nairobi',
  now: NOW,
  urls: {
    home: SESSION,
    alreadyPaid: `${SESSION}/already-paid`,
    otherLanguage: `${SESSION}?lang=sw`,
  },
  ...changes,
});

/** A package. */
export const anOffer = (changes: Partial<Offer> = {}): Offer => ({
  name: 'One hour',
  price: { minor: 1000, currency: 'KES' },
  durationHours: 1,
  downloadMbps: 5,
  deviceLimit: 1,
  dataCapMb: null,
  ...changes,
});

const kes = (shillings: number): Offer['price'] => ({ minor: shillings * 100, currency: 'KES' });

/** Ten packages, cheapest first. */
export const OFFERS: readonly Offer[] = [
  anOffer(),
  anOffer({ name: 'Three hours', price: kes(20), durationHours: 3 }),
  anOffer({ name: 'Half a day', price: kes(35), durationHours: 12, dataCapMb: 2000 }),
  anOffer({ name: 'Day pass', price: kes(50), durationHours: 24 }),
  anOffer({ name: 'Day pass, two devices', price: kes(80), durationHours: 24, deviceLimit: 2 }),
  anOffer({ name: 'Weekend', price: kes(120), durationHours: 60, downloadMbps: 10 }),
  anOffer({ name: 'Week', price: kes(250), durationHours: 168, downloadMbps: 10 }),
  anOffer({ name: 'Two weeks', price: kes(450), durationHours: 336, downloadMbps: 10 }),
  anOffer({ name: 'Month', price: kes(1500), durationHours: 720, downloadMbps: 10 }),
  anOffer({
    name: 'Family month',
    price: kes(2800),
    durationHours: 720,
    downloadMbps: 25,
    deviceLimit: 5,
  }),
];

const offers = OFFERS.map((offer, index) => ({
  ...offer,
  url: `${SESSION}/packages/${index + 1}`,
}));

const packages = {
  kind: 'packages',
  offers,
  running: null,
  waitingUrl: null,
  isElsewhere: false,
} as const satisfies Page;

const phone = {
  kind: 'phone',
  offer: anOffer(),
  submit: submit('pay'),
  phone: '',
  fault: null,
} as const satisfies Page;

const waiting = {
  kind: 'waiting',
  offer: anOffer(),
  live: LIVE,
  step: 'prompt',
  phone: '0712 345 678',
  linkUrl: null,
  answerBy: inMinutes(1.5),
  tryAgain: null,
  payByLink: null,
} as const satisfies Page;

const paid = {
  kind: 'paid',
  offer: anOffer(),
  code: '7KQ2MXPA',
  receipt: 'UC35T7HK9P',
  startsAt: null,
  endsAt: inMinutes(60),
  access: 'ready',
  connectUrl: `${SESSION}/connect`,
  live: null,
} as const satisfies Page;

const connected = {
  kind: 'connected',
  endsAt: inMinutes(58),
  code: '7KQ2MXPA',
  buyMoreUrl: SESSION,
  live: null,
} as const satisfies Page;

const alreadyPaid = {
  kind: 'already_paid',
  submit: submit('already-paid'),
  code: '',
  lastDigits: '',
  asksDigits: false,
  paidFor: [],
  fault: null,
} as const satisfies Page;

const deviceFull = {
  kind: 'device_full',
  deviceLimit: 2,
  devices: [
    { macAddress: '5E:11:22:33:44:A1', lastSeen: inMinutes(-190), isOnline: false },
    { macAddress: '5E:11:22:33:44:B2', lastSeen: inMinutes(-1), isOnline: true },
    { macAddress: '5E:11:22:33:44:C3', lastSeen: null, isOnline: false },
  ],
  replace: submit('replace'),
} as const satisfies Page;

/** A problem page without any way on of its own. */
const problem = (of: Problem, changes: Partial<Page & { kind: 'problem' }> = {}): Page => ({
  kind: 'problem',
  problem: of,
  tryAgain: null,
  continueUrl: null,
  payByLink: null,
  live: null,
  ...changes,
});

const again = { tryAgain: submit('pay') };

/** Each problem by its kind: one that is missing does not compile. */
const PROBLEMS: Readonly<Record<Problem['kind'], Page>> = {
  wrong_pin: problem({ kind: 'wrong_pin' }, again),
  cancelled: problem({ kind: 'cancelled' }, again),
  no_money: problem({ kind: 'no_money' }, again),
  timeout: problem({ kind: 'timeout' }, { ...again, payByLink: submit('link') }),
  phone_unreachable: problem({ kind: 'phone_unreachable' }, again),
  other_prompt_open: problem({ kind: 'other_prompt_open' }, again),
  payment_failed: problem({ kind: 'payment_failed' }, again),
  price_has_cents: problem({ kind: 'price_has_cents' }, { payByLink: submit('link') }),
  not_confirmed: problem({ kind: 'not_confirmed' }, again),
  outcome_unknown: problem({ kind: 'outcome_unknown' }, { live: LIVE }),
  in_review: problem({ kind: 'in_review' }, { live: LIVE }),
  provider_away: problem({ kind: 'provider_away' }, again),
  server_restarting: problem({ kind: 'server_restarting' }),
  router_away: problem({ kind: 'router_away' }, { continueUrl: `${SESSION}/connect`, live: LIVE }),
  expired: problem({ kind: 'expired', endedAt: inMinutes(-12) }),
  data_used_up: problem({ kind: 'data_used_up' }),
  revoked: problem({ kind: 'revoked' }),
  not_started: problem({ kind: 'not_started', startsAt: inMinutes(300) }),
  code_wrong: problem({ kind: 'code_wrong' }),
  code_used: problem({ kind: 'code_used' }),
  other_place: problem({ kind: 'other_place' }),
  devices_in_use: problem({ kind: 'devices_in_use' }),
  router_refused: problem(
    { kind: 'router_refused', text: 'no more sessions are allowed for user' },
    { continueUrl: `${SESSION}/connect` },
  ),
  too_many_tries: problem({ kind: 'too_many_tries', until: inMinutes(9) }),
  too_many_prompts: problem({ kind: 'too_many_prompts', until: inMinutes(2) }),
  nothing_for_sale: problem({ kind: 'nothing_for_sale' }),
  package_gone: problem({ kind: 'package_gone' }),
  payments_unavailable: problem({ kind: 'payments_unavailable' }),
  session_over: problem({ kind: 'session_over' }),
  not_found: problem({ kind: 'not_found' }),
};

const OTHERS = {
  packages,
  packages_known: {
    ...packages,
    running: { endsAt: inMinutes(14), url: `${SESSION}/connected` },
    waitingUrl: `${SESSION}/waiting`,
  },
  packages_elsewhere: { ...packages, isElsewhere: true },
  phone,
  phone_fault: { ...phone, phone: '0712 34', fault: 'not_a_phone' },
  phone_not_kenyan: { ...phone, phone: '+255 712 345 678', fault: 'not_kenyan' },
  waiting_sending: { ...waiting, step: 'sending', phone: null, answerBy: null },
  waiting,
  waiting_again: {
    ...waiting,
    answerBy: null,
    tryAgain: submit('again'),
    payByLink: submit('link'),
  },
  waiting_link: { ...waiting, step: 'link', linkUrl: 'https://pay.example/i/1', answerBy: null },
  paid,
  paid_router_away: { ...paid, access: 'router_away', connectUrl: null, live: LIVE },
  paid_preparing: { ...paid, access: 'preparing', connectUrl: null, live: LIVE, code: null },
  paid_elsewhere: { ...paid, access: 'elsewhere', connectUrl: null },
  paid_by_operator: { ...paid, access: 'by_operator', connectUrl: null, code: null },
  paid_continues: { ...paid, startsAt: inMinutes(20), endsAt: inMinutes(80) },
  access_found: {
    kind: 'access_found',
    startsAt: null,
    endsAt: inMinutes(46),
    access: 'ready',
    connectUrl: `${SESSION}/connect`,
  },
  connected,
  connected_soon: { ...connected, endsAt: inMinutes(9), code: null },
  connected_days: { ...connected, endsAt: inMinutes(60 * 24 * 6 + 190), live: LIVE },
  device_payment: { kind: 'device_payment', state: 'waiting', live: LIVE },
  device_payment_received: { kind: 'device_payment', state: 'received', live: null },
  already_paid: alreadyPaid,
  already_paid_digits: { ...alreadyPaid, code: 'UC35T7HK9P', asksDigits: true },
  already_paid_fault: {
    ...alreadyPaid,
    code: 'UC35T7HK9P',
    asksDigits: true,
    lastDigits: '5678',
    fault: { kind: 'not_found' },
  },
  already_paid_by_hand: {
    ...alreadyPaid,
    code: 'UC35T7HK9P',
    asksDigits: true,
    lastDigits: '5678',
    paidFor: OFFERS.slice(0, 3).map((offer, index) => ({ ...offer, value: String(index + 1) })),
    fault: { kind: 'not_found' },
  },
  device_full: deviceFull,
  device_full_none_left: { ...deviceFull, devices: [], replace: null },
  elsewhere: { kind: 'elsewhere', buyUrl: `${SESSION}?buy` },
} as const satisfies Readonly<Record<string, Page>>;

/** An example of each page and of each problem, by name. */
export const EXAMPLES: readonly (readonly [name: string, page: Page])[] = [
  ...Object.entries(OTHERS),
  ...Object.entries(PROBLEMS),
];

/** The example with this name. */
export function example(name: keyof typeof OTHERS | Problem['kind']): Page {
  return { ...OTHERS, ...PROBLEMS }[name];
}
