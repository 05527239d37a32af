import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type PaymentStatus } from '../payments/domain/index.js';

/**
 * The fields of a payment that anybody with its URL may read. They contain nothing about a person.
 */
export interface ReturnedPayment {
  readonly status: PaymentStatus;
  readonly packageName: string;
  readonly errorMessage: string;
  readonly packageExpiryTime: Date | null;
  /** The number of the newest attempt. */
  readonly attemptNumber: number;
}

const FIND = statement<ReturnedPayment, { paymentId: string }>(
  'return_page',
  `SELECT status, package_name AS "packageName", error_message AS "errorMessage",
          package_expiry_time AS "packageExpiryTime", retry_count + 1 AS "attemptNumber"
     FROM payments WHERE id = :paymentId`,
);

/** The SQL of the return page: every customer who pays by link runs it, in one round trip. */
@Injectable()
export class ReturnPageRepository {
  constructor(private readonly database: Database) {}

  /**
   * The id is the only key, because a customer's browser has no other. Its 74 random bits cannot be
   * guessed.
   */
  async find(paymentId: string): Promise<ReturnedPayment | null> {
    const [row] = await this.database.query(FIND({ paymentId }));
    return row ?? null;
  }
}
