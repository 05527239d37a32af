/** An answer that nothing was kept of. */
export interface InterruptedAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * Answers a repeated request whose first run has committed a payment and was cut off before it
 * could answer. The module of the endpoints provides it: it knows what their answers look like.
 */
export abstract class InterruptedAnswers {
  /** @throws ApiError 404 when the payment is not the operator's */
  abstract answer(userId: number, paymentId: string): Promise<InterruptedAnswer>;
}
