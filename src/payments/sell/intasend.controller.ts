import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser, PortalAccess } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { Secret } from '../../common/crypto/secret.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { hintOr, warningsOf } from '../../common/validation/hint-rules.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { Money } from '../../common/money/money.js';
import { SALES_CURRENCY } from '../../common/validation/rules.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { LimitSales } from '../../rate-limits/portal-limits.interceptors.js';
import { SOME_WAIT_MS, tooMany } from '../../rate-limits/rate-limit-errors.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { CheckStatusService } from '../reconcile/index.js';
import {
  CurrentViewer,
  pendingPayment,
  type PaymentView,
  PaymentViews,
  promptedPayment,
  STRANGER,
  type Viewer,
} from '../read/index.js';
import {
  LinkResponse,
  OutcomeUnknownResponse,
  promptMessages,
  PromptResponse,
  StatusResponse,
} from './intasend.response.js';
import { paymentErrors } from '../payment-errors.js';
import { SaleRequest as SaleBody, USUAL_METHOD } from './sale.requests.js';
import { type EarlierSale, type SaleRequest, type SentAttempt, type SentSale } from './sale.js';
import { SellService } from './sell.service.js';

/** The provider of these routes. */
const PROVIDER: ProviderCode = 'instasend';

const PRICE = Money.parse('50.00', SALES_CURRENCY);
const WITH_CENTS = Money.parse('250.50', SALES_CURRENCY);
const { id: ID } = promptedPayment;
const CLAIM = new Secret(PromptResponse.example.access_claim ?? '');

const example = {
  router_id: 1,
  package_id: 1,
  phone_number: '0712345678',
  amount: '50.00',
  mac_address: 'AA:BB:CC:DD:EE:FF',
  ip_address: '10.5.50.10',
};

/** The fields of first answers that are stored sealed. */
const SECRETS = ['access_claim', 'payment.access.code', 'payment.access.devices'];

/** The errors of the checks of a sale, in their order. */
const refusals = [
  paymentErrors.phoneInvalid(),
  routerNotFound(),
  paymentErrors.packageNotOnSale(),
  paymentErrors.credentialsMissing(PROVIDER),
  paymentErrors.privateKeyUnreadable(undefined),
  paymentErrors.amountMismatch(PRICE, ID, CLAIM),
];
const providerFailures = (what: string, claim?: Secret) => [
  paymentErrors.refused(what, 'Request failed', ID, claim),
  paymentErrors.credentialsRefused(PROVIDER, ID, undefined, claim),
  paymentErrors.providerUnreachable(PROVIDER, ID, null, undefined, claim),
];

const withoutClaim = { ...PromptResponse.example, access_claim: undefined };
const earlierPrompt = {
  ...withoutClaim,
  payment: { ...promptedPayment, phone_number: '' },
  message: promptMessages.already_sent.message,
  intasend: { ...withoutClaim.intasend, message: promptMessages.already_sent.detail },
};

const unknownWithoutClaim = { ...OutcomeUnknownResponse.example, access_claim: undefined };

/** The routes with which captive portals sell packages through IntaSend. */
@PortalAccess()
@Tag('Selling')
@Controller('payments/intasend')
export class IntaSendController {
  constructor(
    private readonly sales: SellService,
    private readonly checks: CheckStatusService,
    private readonly views: PaymentViews,
  ) {}

  /**
   * 201: a prompt was sent. 200: an earlier prompt is active. 202: it is unknown whether one was
   * sent.
   */
  @LimitSales()
  @Idempotent(...SECRETS)
  @Describe({
    summary: 'Prompt a customer’s phone to pay',
    description:
      'M-Pesa asks the customer for their PIN. A second request for the same router, package, ' +
      'phone and device while the prompt is out sends no second one. Then ask for the status ' +
      'until it is `completed` or `failed`. The first answer, also an error with a ' +
      '`payment_id`, has an `access_claim`, which opens what only this customer may see; an earlier payment is shown without phone number. With the ' +
      'access claim of an earlier sale, a purchase of the same package continues what was bought.',
    example,
    answers: [
      answer(200, 'The prompt of an earlier request is still out.', PromptResponse, earlierPrompt),
      answer(201, 'The prompt is out.', PromptResponse),
      answer(202, 'Nobody knows whether it is out.', OutcomeUnknownResponse),
    ],
    errors: [
      ...refusals,
      paymentErrors.priceHasCents(WITH_CENTS),
      ...providerFailures('initiate STK push', CLAIM),
      tooMany.prompts(SOME_WAIT_MS),
    ],
  })
  @Post('initiate')
  async initiate(
    @CurrentUser() caller: Caller,
    @Body() body: SaleBody,
    @CurrentViewer() viewer: Viewer,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const sale = await this.sales.prompt(saleRequestOf(caller, body, viewer));
    return this.prompted(sale, viewer, response, warningsOf(body));
  }

  /** Prompts again for a failed payment. The responses are those of {@link initiate}. */
  @LimitSales()
  @Idempotent(...SECRETS)
  @Describe({
    summary: 'Prompt again for a failed payment',
    description:
      'At most three times. A new attempt of the same sale, at the price of then. Should an ' +
      'earlier prompt be paid after all, it counts. No body is needed.',
    answers: [
      answer(201, 'The prompt is out.', PromptResponse, {
        ...withoutClaim,
        payment: { ...promptedPayment, retry_count: 1 },
      }),
      answer(202, 'Nobody knows whether it is out.', OutcomeUnknownResponse, {
        ...unknownWithoutClaim,
        payment: { ...pendingPayment, retry_count: 1 },
      }),
    ],
    errors: [
      paymentErrors.otherProvider(PROVIDER),
      paymentErrors.notRetried('not_failed', ID),
      paymentErrors.notRetried('under_review', ID),
      paymentErrors.notRetried('none_left', ID),
      routerNotFound(),
      paymentErrors.packageNotOnSale(),
      paymentErrors.credentialsMissing(PROVIDER),
      paymentErrors.phoneNotPromptable(ID),
      paymentErrors.priceHasCents(WITH_CENTS, ID),
      paymentErrors.privateKeyUnreadable(undefined),
      paymentErrors.promptOut(ID),
      ...providerFailures('initiate STK push'),
      tooMany.prompts(SOME_WAIT_MS),
    ],
  })
  @Post(':id/retry')
  async retry(
    @CurrentUser() { userId }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @CurrentViewer() viewer: Viewer,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    return this.prompted(await this.sales.retry(userId, id, PROVIDER), viewer, response, []);
  }

  /** 201 with a payment link, or 202 when it is unknown whether one was created. */
  @LimitSales()
  @Idempotent(...SECRETS)
  @Describe({
    summary: 'Make a link on which a customer pays',
    description:
      'Any number of Kenya, Uganda, Tanzania or Rwanda is fine. The link is payable for 24 ' +
      'hours. An access claim does the same as with a prompt.',
    example: { ...example, payment_method: 'card' },
    answers: [
      answer(201, 'The link.', LinkResponse),
      answer(202, 'Nobody knows whether one was made.', OutcomeUnknownResponse, {
        ...OutcomeUnknownResponse.example,
        message: 'Payment link outcome unknown; check the payment status',
      }),
    ],
    errors: [...refusals, ...providerFailures('create payment link', CLAIM)],
  })
  @Post('create-link')
  async createLink(
    @CurrentUser() caller: Caller,
    @Body() body: SaleBody,
    @CurrentViewer() viewer: Viewer,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const sale = await this.sales.link(saleRequestOf(caller, body, viewer));
    const { outcome, claim } = sale;
    response.status(outcome === 'accepted' ? 201 : 202);
    const view = await this.viewOf(sale, STRANGER);
    const requested = { ...view, warnings: warningsOf(body), claim };
    return outcome === 'accepted'
      ? LinkResponse.of(requested)
      : OutcomeUnknownResponse.of({ ...requested, what: 'Payment link' });
  }

  @Describe({
    summary: 'Ask whether a payment has been made',
    description:
      'For the page on which the customer waits. IntaSend is asked at most every two seconds, and ' +
      'only while the payment is not final. No body is needed. With the access claim of the sale, ' +
      'in the header or as `access_claim` in the body, the answer has the access code and the ' +
      'devices.',
    answers: [answer(200, 'Where the payment stands.', StatusResponse)],
    errors: [
      paymentErrors.otherProvider(PROVIDER),
      paymentErrors.credentialsRefused(PROVIDER, ID, undefined),
    ],
  })
  @Post(':id/check-status')
  @HttpCode(200)
  async checkStatus(
    @CurrentUser() { userId }: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<object> {
    const checked = await this.checks.check(userId, id, PROVIDER);
    return StatusResponse.of({ ...checked, ...(await this.views.of(checked.record, viewer)) });
  }

  private async prompted(
    sale: SentSale | SentAttempt | EarlierSale,
    viewer: Viewer,
    response: Response,
    warnings: readonly string[],
  ): Promise<object> {
    const { outcome } = sale;
    const claim = 'claim' in sale ? { claim: sale.claim } : {};
    const requested = { ...(await this.viewOf(sale, viewer)), ...claim, warnings };
    if (outcome === 'unknown') {
      response.status(202);
      return OutcomeUnknownResponse.of({ ...requested, what: 'STK push' });
    }
    response.status(outcome === 'accepted' ? 201 : 200);
    return PromptResponse.of({ ...requested, outcome });
  }

  /** Whoever gets the claim of a new payment may see what the claim opens. */
  private viewOf(sale: SentSale | SentAttempt | EarlierSale, viewer: Viewer): Promise<PaymentView> {
    const { record } = sale;
    const isNew = 'claim' in sale;
    return this.views.of(record, isNew ? { ...viewer, claimHash: record.accessClaimHash } : viewer);
  }
}

const saleRequestOf = ({ userId }: Caller, body: SaleBody, { claimHash }: Viewer): SaleRequest => ({
  userId,
  provider: PROVIDER,
  routerId: body.router_id,
  packageId: body.package_id,
  phoneNumber: body.phone_number,
  amount: body.amount,
  paymentMethod: hintOr(body.payment_method, USUAL_METHOD),
  macAddress: hintOr(body.mac_address, ''),
  ipAddress: hintOr(body.ip_address, ''),
  earlierClaimHash: claimHash,
});
