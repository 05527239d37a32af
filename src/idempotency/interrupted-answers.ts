/** A rebuilt answer, because none was stored. */
export interface InterruptedAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * Answers a repeated request whose first execution committed a payment and was interrupted before
 * it answered. The module of the endpoints implements it, because it knows their answers.
 */
export abstract class InterruptedAnswers {
  /** @throws ApiError 404 when the payment is not the operator's */
  abstract answer(userId: number, paymentId: string): Promise<InterruptedAnswer>;
}
