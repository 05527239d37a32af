import { Body, HttpCode, Injectable, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { Describe } from '../../common/openapi/describe.decorator.js';
import { hintOr, warningsOf } from '../../common/validation/hint-rules.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { LimitSales } from '../../rate-limits/portal-limits.interceptors.js';
import { CheckStatusService } from '../reconcile/index.js';
import {
  CurrentViewer,
  type PaymentView,
  PaymentViews,
  STRANGER,
  type Viewer,
} from '../read/index.js';
import { paymentErrors } from '../payment-errors.js';
import { SaleRequest as SaleBody, USUAL_METHOD } from './sale.requests.js';
import { type EarlierSale, type SaleRequest, type SentAttempt, type SentSale } from './sale.js';
import { SellService } from './sell.service.js';
import { descriptionsOf } from './selling-descriptions.js';
import { type RouteProviders, sellingResponses } from './selling.response.js';

/** The fields of first answers that are stored sealed. */
export const SALE_SECRETS = ['access_claim', 'payment.access.code', 'payment.access.devices'];

/**
 * The routes that prompt phones through a provider or, for several providers, through the one that
 * the operator prefers. A controller extends them, with its path.
 */
export function promptRoutes(providers: RouteProviders) {
  const { provider } = providers;
  const responses = sellingResponses(providers);
  const described = descriptionsOf(providers, responses);

  @Injectable()
  abstract class PromptRoutes {
    constructor(
      protected readonly sales: SellService,
      protected readonly checks: CheckStatusService,
      protected readonly views: PaymentViews,
    ) {}

    /**
     * 201: a prompt was sent. 200: an earlier prompt is active. 202: it is unknown whether one was
     * sent.
     */
    @LimitSales()
    @Idempotent(...SALE_SECRETS)
    @Describe(described.initiate)
    @Post('initiate')
    async initiate(
      @CurrentUser() caller: Caller,
      @Body() body: SaleBody,
      @CurrentViewer() viewer: Viewer,
      @Res({ passthrough: true }) response: Response,
    ): Promise<object> {
      const sale = await this.sales.prompt(this.requestOf(caller, body, viewer));
      return this.prompted(sale, viewer, response, warningsOf(body));
    }

    /** Prompts again for a failed payment. The responses are those of {@link initiate}. */
    @LimitSales()
    @Idempotent(...SALE_SECRETS)
    @Describe(described.retry)
    @Post(':id/retry')
    async retry(
      @CurrentUser() { userId }: Caller,
      @UuidParam(paymentErrors.notFound) id: string,
      @CurrentViewer() viewer: Viewer,
      @Res({ passthrough: true }) response: Response,
    ): Promise<object> {
      return this.prompted(await this.sales.retry(userId, id, provider), viewer, response, []);
    }

    @Describe(described.checkStatus)
    @Post(':id/check-status')
    @HttpCode(200)
    async checkStatus(
      @CurrentUser() { userId }: Caller,
      @UuidParam(paymentErrors.notFound) id: string,
      @CurrentViewer() viewer: Viewer,
    ): Promise<object> {
      const checked = await this.checks.check(userId, id, provider);
      const view = await this.views.of(checked.record, viewer);
      return responses.status.of({ ...checked, ...view });
    }

    protected async prompted(
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
        return responses.outcomeUnknown.of({ ...requested, what: 'STK push' });
      }
      response.status(outcome === 'accepted' ? 201 : 200);
      return responses.prompt.of({ ...requested, outcome });
    }

    /** Whoever gets the claim of a new payment may see what the claim opens. */
    protected viewOf(
      sale: SentSale | SentAttempt | EarlierSale,
      viewer: Viewer,
    ): Promise<PaymentView> {
      const { record } = sale;
      const isNew = 'claim' in sale;
      return this.views.of(
        record,
        isNew ? { ...viewer, claimHash: record.accessClaimHash } : viewer,
      );
    }

    protected requestOf({ userId }: Caller, body: SaleBody, { claimHash }: Viewer): SaleRequest {
      return {
        userId,
        provider,
        routerId: body.router_id,
        packageId: body.package_id,
        phoneNumber: body.phone_number,
        amount: body.amount,
        paymentMethod: hintOr(body.payment_method, USUAL_METHOD),
        macAddress: hintOr(body.mac_address, ''),
        ipAddress: hintOr(body.ip_address, ''),
        earlierClaimHash: claimHash,
      };
    }
  }
  return PromptRoutes;
}

/** The routes of a provider that also makes payment links. */
export function promptAndLinkRoutes(providers: RouteProviders) {
  const responses = sellingResponses(providers);
  const described = descriptionsOf(providers, responses);

  abstract class PromptAndLinkRoutes extends promptRoutes(providers) {
    /** 201 with a payment link, or 202 when it is unknown whether one was created. */
    @LimitSales()
    @Idempotent(...SALE_SECRETS)
    @Describe(described.createLink)
    @Post('create-link')
    async createLink(
      @CurrentUser() caller: Caller,
      @Body() body: SaleBody,
      @CurrentViewer() viewer: Viewer,
      @Res({ passthrough: true }) response: Response,
    ): Promise<object> {
      const sale = await this.sales.link(this.requestOf(caller, body, viewer));
      const { outcome, claim } = sale;
      response.status(outcome === 'accepted' ? 201 : 202);
      const view = await this.viewOf(sale, STRANGER);
      const requested = { ...view, warnings: warningsOf(body), claim };
      return outcome === 'accepted'
        ? responses.link.of(requested)
        : responses.outcomeUnknown.of({ ...requested, what: 'Payment link' });
    }
  }
  return PromptAndLinkRoutes;
}
