import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { answer, Describe, Tag } from '../../common/openapi/describe.decorator.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { paymentErrors } from '../../payments/payment-errors.js';
import { PaymentResponse } from '../../payments/read/index.js';
import { accessErrors } from '../access-errors.js';
import { resolutionOf, ResolveReviewRequest } from './resolve-review.requests.js';
import { ResolveReviewService, REVIEW_SECRETS } from './resolve-review.service.js';

const { id: ID } = PaymentResponse.example;

/** Reviews of payments, which operators resolve. */
@Tag('Payments')
@Controller('payments/:id')
export class ResolveReviewController {
  constructor(private readonly reviews: ResolveReviewService) {}

  @Idempotent(...REVIEW_SECRETS)
  @Describe({
    summary: 'Resolve the review of a payment',
    description:
      'Closes the review, and changes nothing else of the payment. `access_extended` extends the ' +
      'access of the payment in the same step. What was done stays in the history for good, with the ' +
      'note and the reason of the review. Another contradiction opens a review again.',
    example: {
      resolution: 'access_extended',
      note: 'Paid twice: one more day',
      hours: 24,
      review_reason: 'double_payment',
    },
    answers: [answer(200, 'The payment as it is now.', PaymentResponse)],
    errors: [
      paymentErrors.noReview(ID),
      paymentErrors.anotherReview(ID),
      paymentErrors.nothingToExtend(ID),
      accessErrors.ended(),
      accessErrors.notStarted(),
    ],
  })
  @Post('resolve-review')
  @HttpCode(200)
  resolve(
    @CurrentUser() caller: Caller,
    @UuidParam(paymentErrors.notFound) id: string,
    @Body() body: ResolveReviewRequest,
  ) {
    const resolution = resolutionOf(body, caller.username);
    return this.reviews.resolve(caller, id, resolution, body.review_reason ?? null);
  }
}
