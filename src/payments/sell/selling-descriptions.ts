import { Secret } from '../../common/crypto/secret.js';
import { type ApiError } from '../../common/errors/api-error.js';
import { Money } from '../../common/money/money.js';
import { answer, type Description } from '../../common/openapi/describe.decorator.js';
import { SALES_CURRENCY } from '../../common/validation/rules.js';
import { PROVIDER_NAMES, providerWord } from '../../providers/provider-code.js';
import { SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { paymentErrors } from '../payment-errors.js';
import { promptedPayment } from '../read/index.js';
import { promptMessages, type RouteProviders, type SellingResponses } from './selling.response.js';

const PRICE = Money.parse('50.00', SALES_CURRENCY);
const WITH_CENTS = Money.parse('250.50', SALES_CURRENCY);
const { id: ID } = promptedPayment;

const example = {
  router_id: 1,
  package_id: 1,
  phone_number: '0712345678',
  amount: '50.00',
  mac_address: 'AA:BB:CC:DD:EE:FF',
  ip_address: '10.5.50.10',
};

type RouteDescriptions = Readonly<
  Record<'initiate' | 'retry' | 'checkStatus' | 'createLink', Description>
>;

/** What the document says of the routes of some providers. */
export function descriptionsOf(
  { provider, codes: [usual] }: RouteProviders,
  { prompt, outcomeUnknown, link, status }: SellingResponses,
): RouteDescriptions {
  const isPreferred = provider === null;
  const name = isPreferred ? 'The provider' : PROVIDER_NAMES[provider];
  const claim = new Secret(prompt.example.access_claim ?? '');
  const missing = isPreferred
    ? paymentErrors.noCredentials()
    : paymentErrors.credentialsMissing(provider);
  const isOfOther = isPreferred ? [] : [paymentErrors.otherProvider(provider)];
  const refusals: readonly ApiError[] = [
    paymentErrors.phoneInvalid(),
    routerNotFound(),
    paymentErrors.packageNotOnSale(),
    missing,
    paymentErrors.privateKeyUnreadable(undefined),
    paymentErrors.amountMismatch(PRICE, ID, claim),
  ];
  const failures = (what: string, ofNew?: Secret): readonly ApiError[] => [
    paymentErrors.refused(what, 'Request failed', ID, ofNew),
    paymentErrors.credentialsRefused(usual, ID, undefined, ofNew),
    paymentErrors.providerUnreachable(usual, ID, null, undefined, ofNew),
  ];
  const promptAgain = { ...prompt.example, access_claim: undefined };
  const unknownAgain = { ...outcomeUnknown.example, access_claim: undefined };

  return {
    initiate: {
      summary: isPreferred
        ? 'Prompt a customer’s phone to pay, through the preferred provider'
        : 'Prompt a customer’s phone to pay',
      description:
        (isPreferred
          ? 'Through the provider that the router or else the operator prefers, as far as there ' +
            'are active credentials; without a preference through the first of `instasend`, ' +
            '`kopokopo`. If the prompt surely did not get there, it is sent through the other one ' +
            'of the same environment, as another attempt of the same payment. `payment_provider` ' +
            'says which it was, and the object of that name has its words. '
          : '') +
        'M-Pesa asks the customer for their PIN. A second request for the same router, package, ' +
        'phone and device while the prompt is out sends no second one. Then ask for the status ' +
        'until it is `completed` or `failed`. The first answer, also an error with a ' +
        '`payment_id`, has an `access_claim`, which opens what only this customer may see; an ' +
        'earlier payment is shown without phone number. With the ' +
        'access claim of an earlier sale, a purchase of the same package continues what was bought.',
      example,
      answers: [
        answer(200, 'The prompt of an earlier request is still out.', prompt, {
          ...promptAgain,
          payment: { ...prompt.example.payment, phone_number: '' },
          message: promptMessages.already_sent.message,
          [providerWord(usual)]: {
            payment_id: promptedPayment.intasend_payment_id,
            invoice_id: promptedPayment.intasend_invoice_id,
            state: 'PENDING',
            message: promptMessages.already_sent.detail,
          },
        }),
        answer(201, 'The prompt is out.', prompt),
        answer(202, 'Nobody knows whether it is out.', outcomeUnknown),
      ],
      errors: [
        ...refusals,
        paymentErrors.priceHasCents(WITH_CENTS),
        ...failures('initiate STK push', claim),
        tooMany.prompts(SOME_WAIT_MS),
      ],
    },
    retry: {
      summary: 'Prompt again for a failed payment',
      description:
        'At most three times. A new attempt of the same sale, at the price of then. Should an ' +
        'earlier prompt be paid after all, it counts. No body is needed.',
      answers: [
        answer(201, 'The prompt is out.', prompt, {
          ...promptAgain,
          payment: { ...prompt.example.payment, retry_count: 1 },
        }),
        answer(202, 'Nobody knows whether it is out.', outcomeUnknown, {
          ...unknownAgain,
          payment: { ...outcomeUnknown.example.payment, retry_count: 1 },
        }),
      ],
      errors: [
        ...isOfOther,
        paymentErrors.notRetried('not_failed', ID),
        paymentErrors.notRetried('under_review', ID),
        paymentErrors.notRetried('none_left', ID),
        routerNotFound(),
        paymentErrors.packageNotOnSale(),
        paymentErrors.credentialsMissing(usual),
        paymentErrors.phoneNotPromptable(ID),
        paymentErrors.priceHasCents(WITH_CENTS, ID),
        paymentErrors.privateKeyUnreadable(undefined),
        paymentErrors.promptOut(ID),
        ...failures('initiate STK push'),
        tooMany.prompts(SOME_WAIT_MS),
      ],
    },
    checkStatus: {
      summary: 'Ask whether a payment has been made',
      description:
        `For the page on which the customer waits. ${name} is asked at most every two seconds, ` +
        'and only while the payment is not final. No body is needed. With the access claim of ' +
        'the sale, in the header or as `access_claim` in the body, the answer has the access ' +
        'code and the devices.',
      answers: [answer(200, 'Where the payment stands.', status)],
      errors: [...isOfOther, paymentErrors.credentialsRefused(usual, ID, undefined)],
    },
    createLink: {
      summary: 'Make a link on which a customer pays',
      description:
        'Any number of Kenya, Uganda, Tanzania or Rwanda is fine. The link is payable for 24 ' +
        'hours. An access claim does the same as with a prompt.',
      example: { ...example, payment_method: 'card' },
      answers: [
        answer(201, 'The link.', link),
        answer(202, 'Nobody knows whether one was made.', outcomeUnknown, {
          ...outcomeUnknown.example,
          message: 'Payment link outcome unknown; check the payment status',
        }),
      ],
      errors: [...refusals, ...failures('create payment link', claim)],
    },
  };
}
