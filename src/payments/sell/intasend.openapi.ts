import { answer, type Description } from '../../common/openapi/describe.decorator.js';
import { resource } from '../../common/openapi/page.schema.js';
import {
  about,
  flag,
  list,
  money,
  nullable,
  object,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { Money } from '../../common/money/money.js';
import { SALES_CURRENCY } from '../../common/validation/rules.js';
import { SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { PAYMENT_STATUSES } from '../domain/index.js';
import {
  type linkResponse,
  type outcomeUnknownResponse,
  promptMessages,
  type promptResponse,
  type statusResponse,
} from './intasend.response.js';
import { paymentErrors } from '../payment-errors.js';
import { Payment, pendingPayment, promptedPayment } from '../read/index.js';

type PromptShown = ReturnType<typeof promptResponse>;
type LinkShown = ReturnType<typeof linkResponse>;
type UnknownShown = ReturnType<typeof outcomeUnknownResponse>;
type StatusShown = ReturnType<typeof statusResponse>;

const PRICE = Money.parse('50.00', SALES_CURRENCY);
const WITH_CENTS = Money.parse('250.50', SALES_CURRENCY);
const { id: ID } = promptedPayment;
const invoice = {
  payment_id: promptedPayment.intasend_payment_id,
  invoice_id: promptedPayment.intasend_invoice_id,
  state: 'PENDING',
};

const warnings = about(
  'There when a hint of the request could not be read: which one, in words.',
  list(text),
);

const Prompt = resource<PromptShown>(
  'Prompt',
  'A prompt is out on the customer’s phone.',
  {
    message: text,
    payment: Payment.schema,
    intasend: object<PromptShown['intasend']>({
      payment_id: text,
      invoice_id: text,
      state: text,
      message: text,
    }),
    warnings,
  },
  {
    message: promptMessages.accepted.message,
    payment: promptedPayment,
    intasend: { ...invoice, message: promptMessages.accepted.detail },
  },
  ['warnings'],
);
const earlierPrompt: PromptShown = {
  ...Prompt.example,
  message: promptMessages.already_sent.message,
  intasend: { ...invoice, message: promptMessages.already_sent.detail },
};

const Unknown = resource<UnknownShown>(
  'OutcomeUnknown',
  'Whether IntaSend took the call is not known. Nothing is sent again by itself; ask for the ' +
    'status until it is final.',
  {
    message: text,
    payment: Payment.schema,
    intasend: object<UnknownShown['intasend']>({ payment_id: text, invoice_id: text, state: text }),
    payment_id: uuid,
    warnings,
  },
  {
    message: 'STK push outcome unknown; check the payment status',
    payment: pendingPayment,
    intasend: { payment_id: '', invoice_id: '', state: 'PENDING' },
    payment_id: ID,
  },
  ['warnings'],
);

const Link = resource<LinkShown>(
  'PaymentLink',
  'A page on which the customer pays.',
  {
    message: text,
    payment: Payment.schema,
    intasend: object<LinkShown['intasend']>({
      payment_url: { ...text, format: 'uri' },
      invoice_id: about('The checkout’s id until the invoice is known.', text),
      state: text,
    }),
    warnings,
  },
  {
    message: 'Payment link created successfully',
    payment: { ...pendingPayment, intasend_state: 'PENDING', intasend_invoice_id: 'c0ffee-1' },
    intasend: {
      payment_url: 'https://sandbox.intasend.com/checkout/c0ffee-1/express/',
      invoice_id: 'c0ffee-1',
      state: 'PENDING',
    },
  },
  ['warnings'],
);

const Status = resource<StatusShown>(
  'PaymentStatus',
  'Whether it has been paid.',
  {
    message: text,
    payment: Payment.schema,
    status: oneOf(PAYMENT_STATUSES),
    state: about("IntaSend's word.", text),
    details: about(
      'Not there once it is paid.',
      object<NonNullable<StatusShown['details']>>({
        amount: money,
        currency: text,
        provider: text,
        mpesa_reference: nullable(text),
        failed_reason: nullable(text),
        failed_code: nullable(text),
      }),
    ),
    intasend_status: object<StatusShown['intasend_status']>({ state: text }),
    stale: about('There when IntaSend could not be asked: the stored state answers.', flag),
  },
  {
    message: 'Payment completed successfully!',
    payment: Payment.example,
    status: 'completed',
    state: 'COMPLETE',
    intasend_status: { state: 'COMPLETE' },
  },
  ['details', 'stale'],
);

const example = {
  router_id: 1,
  package_id: 1,
  phone_number: '0712345678',
  amount: '50.00',
  mac_address: 'AA:BB:CC:DD:EE:FF',
  ip_address: '10.5.50.10',
};

/** What keeps a sale from beginning, in the order in which it is checked. */
const refusals = [
  paymentErrors.phoneInvalid(),
  routerNotFound(),
  paymentErrors.packageNotOnSale(),
  paymentErrors.credentialsMissing(),
  paymentErrors.privateKeyUnreadable(undefined),
  paymentErrors.amountMismatch(PRICE, ID),
];
const providerFailures = (what: string) => [
  paymentErrors.refused(what, 'Request failed', ID),
  paymentErrors.credentialsRefused(ID, undefined),
  paymentErrors.providerUnreachable(ID, null, undefined),
];

/** What the document says of selling through IntaSend. */
export const intaSendDocs = {
  initiate: {
    summary: 'Prompt a customer’s phone to pay',
    description:
      'M-Pesa asks the customer for their PIN. A second request for the same router, package, ' +
      'phone and device while the prompt is out sends no second one. Then ask for the status ' +
      'until it is `completed` or `failed`.',
    example,
    answers: [
      answer(200, 'The prompt of an earlier request is still out.', Prompt, earlierPrompt),
      answer(201, 'The prompt is out.', Prompt),
      answer(202, 'Nobody knows whether it is out.', Unknown),
    ],
    errors: [
      ...refusals,
      paymentErrors.priceHasCents(WITH_CENTS),
      ...providerFailures('initiate STK push'),
      tooMany.prompts(SOME_WAIT_MS),
    ],
  },
  retry: {
    summary: 'Prompt again for a failed payment',
    description:
      'At most three times. A new attempt of the same sale, at the price of then. Should an ' +
      'earlier prompt be paid after all, it counts. No body is needed.',
    answers: [
      answer(201, 'The prompt is out.', Prompt, {
        ...Prompt.example,
        payment: { ...promptedPayment, retry_count: 1 },
      }),
      answer(202, 'Nobody knows whether it is out.', Unknown, {
        ...Unknown.example,
        payment: { ...pendingPayment, retry_count: 1 },
      }),
    ],
    errors: [
      paymentErrors.notFound(),
      paymentErrors.otherProvider(),
      paymentErrors.notRetried('not_failed', ID),
      paymentErrors.notRetried('under_review', ID),
      paymentErrors.notRetried('none_left', ID),
      routerNotFound(),
      paymentErrors.packageNotOnSale(),
      paymentErrors.credentialsMissing(),
      paymentErrors.phoneNotPromptable(ID),
      paymentErrors.priceHasCents(WITH_CENTS, ID),
      paymentErrors.privateKeyUnreadable(undefined),
      paymentErrors.promptOut(ID),
      ...providerFailures('initiate STK push'),
      tooMany.prompts(SOME_WAIT_MS),
    ],
  },
  createLink: {
    summary: 'Make a link on which a customer pays',
    description:
      'Any number of Kenya, Uganda, Tanzania or Rwanda is fine. The link is payable for 24 hours.',
    example: { ...example, payment_method: 'card' },
    answers: [
      answer(201, 'The link.', Link),
      answer(202, 'Nobody knows whether one was made.', Unknown, {
        ...Unknown.example,
        message: 'Payment link outcome unknown; check the payment status',
      }),
    ],
    errors: [...refusals, ...providerFailures('create payment link')],
  },
  checkStatus: {
    summary: 'Ask whether a payment has been made',
    description:
      'For the page on which the customer waits. IntaSend is asked at most every two seconds, and ' +
      'only while the payment is not final. No body is needed.',
    answers: [answer(200, 'Where the payment stands.', Status)],
    errors: [
      paymentErrors.otherProvider(),
      paymentErrors.notFound(),
      paymentErrors.credentialsRefused(ID, undefined),
    ],
  },
} as const satisfies Record<string, Description>;
