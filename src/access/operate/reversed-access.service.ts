import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApiError } from '../../common/errors/api-error.js';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type PaymentNotice, PaymentSubscribers } from '../../payments/settle/index.js';
import { ChangeAccessService } from './change-access.service.js';

/** The task that revokes the access of a payment whose money was taken back. */
export const REVOKE_REVERSED_TASK = 'revoke_reversed_access';

/** The payload of the job. */
export interface RevokeReversedPayload {
  readonly userId: number;
  readonly paymentId: string;
}

/** Who revokes it, in the history. */
const THE_SETTING = 'setting on_reversal';
const REASON = 'The mobile money company took the money back.';

const PLAN = statement<unknown, RevokeReversedPayload>(
  'plan_revoking_reversed_access',
  `
  SELECT (graphile_worker.add_job(
           '${REVOKE_REVERSED_TASK}',
           json_build_object('userId', s.user_id, 'paymentId', :paymentId::uuid),
           job_key := 'reversed-' || :paymentId::uuid
         )).id
    FROM payment_settings s
   WHERE s.user_id = :userId AND s.on_reversal = 'revoke'`,
);

const ITS_ENTITLEMENT = statement<{ id: string }, RevokeReversedPayload>(
  'find_reversed_entitlement',
  `SELECT id FROM entitlements WHERE user_id = :userId AND payment_id = :paymentId`,
);

/**
 * Revokes the access of payments whose money was taken back, where the operator has chosen so. By
 * default an operator decides: a reversal may be a mistake of the payer that is put right, or money
 * that the operator has sent back themselves.
 */
@Injectable()
export class ReversedAccessService implements OnModuleInit {
  constructor(
    private readonly subscribers: PaymentSubscribers,
    private readonly database: Database,
    private readonly changes: ChangeAccessService,
  ) {}

  onModuleInit(): void {
    this.subscribers.register({
      name: 'revoke_reversed_access',
      kinds: ['payment_reversed'],
      isOneStatement: true,
      handle: async (tx, { userId, paymentId }: PaymentNotice<'payment_reversed'>) => {
        await tx.query(PLAN({ userId, paymentId }));
      },
    });
  }

  /** Safe to run twice: access that is over stays as it is. */
  async revoke({ userId, paymentId }: RevokeReversedPayload): Promise<void> {
    const [entitlement] = await this.database.query(ITS_ENTITLEMENT({ userId, paymentId }));
    if (!entitlement) return;
    try {
      await this.changes.revoke({ userId, username: THE_SETTING }, entitlement.id, REASON);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
}
