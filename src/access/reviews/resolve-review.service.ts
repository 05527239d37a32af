import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller.js';
import { SecurityLog } from '../../auth/security-log.js';
import { type BodyOf } from '../../common/openapi/response.js';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import {
  type ResolutionRefusal,
  resolutionRefusal,
  type ReviewReason,
  type ReviewResolution,
} from '../../payments/domain/index.js';
import { paymentErrors } from '../../payments/payment-errors.js';
import { PaymentResponse, PaymentViews, ReadPaymentsService } from '../../payments/read/index.js';
import { SettlementService } from '../../payments/settle/index.js';
import { ChangeAccessService } from '../operate/change-access.service.js';

const MINUTES_IN_HOUR = 60;

/** The fields of the answer that are stored sealed. */
export const REVIEW_SECRETS = ['access.code', 'access.devices'];

const REFUSALS = {
  not_under_review: paymentErrors.noReview,
  another_reason: paymentErrors.anotherReview,
  not_completed: paymentErrors.nothingToExtend,
} as const satisfies Record<ResolutionRefusal, unknown>;

const ITS_ENTITLEMENT = statement<{ id: string }, { userId: number; paymentId: string }>(
  'find_entitlement_under_review',
  'SELECT id FROM entitlements WHERE user_id = :userId AND payment_id = :paymentId',
);

/**
 * Lets operators resolve the review of a payment. One transaction closes the review, extends the
 * access, and stores the answer for a repeated request: of two operators, or of a request and its
 * repetition after a crash, one resolves it, and access is extended once.
 */
@Injectable()
export class ResolveReviewService {
  constructor(
    private readonly payments: ReadPaymentsService,
    private readonly settlement: SettlementService,
    private readonly views: PaymentViews,
    private readonly access: ChangeAccessService,
    private readonly keys: KeyBinding,
    private readonly log: SecurityLog,
  ) {}

  /**
   * @param about the reason that the operator has looked at; null when that is not known
   * @returns the payment after it
   * @throws ApiError 404; 409 when the payment is not under review, is under review for another
   *   reason, or has no access that could be extended
   */
  async resolve(
    caller: Caller,
    paymentId: string,
    resolution: ReviewResolution,
    about: ReviewReason | null,
  ): Promise<BodyOf<typeof PaymentResponse>> {
    const { userId } = caller;
    const { retryCount } = await this.payments.getOwned(userId, paymentId);
    const event = { kind: 'review_resolved', resolution, about } as const;
    const details = { userId, paymentId, as: resolution.resolution };
    const answer: { body: BodyOf<typeof PaymentResponse> | null } = { body: null };
    const { record } = await this.settlement.apply(
      ...([paymentId, retryCount + 1, event, 'operator'] as const),
      async (tx, settled) => {
        if (resolution.resolution === 'access_extended') {
          await this.extend(tx, caller, paymentId, resolution);
        }
        await this.log.record(tx, 'review_resolved', details);
        const body = PaymentResponse.of(await this.views.within(tx, settled));
        await this.keys.complete(tx, { status: 200, body }, REVIEW_SECRETS);
        answer.body = body;
      },
    );
    if (answer.body === null) {
      const refusal = resolutionRefusal(record, resolution, about) ?? 'not_under_review';
      throw REFUSALS[refusal](paymentId);
    }
    this.log.write('review_resolved', details);
    return answer.body;
  }

  private async extend(
    tx: Sql,
    caller: Caller,
    paymentId: string,
    { hours, note }: Extract<ReviewResolution, { resolution: 'access_extended' }>,
  ): Promise<void> {
    const { userId } = caller;
    const [entitlement] = await tx.query(ITS_ENTITLEMENT({ userId, paymentId }));
    if (!entitlement) throw paymentErrors.nothingToExtend(paymentId);
    await this.access.extendWithin(tx, caller, entitlement.id, hours * MINUTES_IN_HOUR, note);
  }
}
