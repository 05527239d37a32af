import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { live } from '../../live/live.js';

/** A payment with its attempts and its history. */
export type PaymentDetails = components['schemas']['PaymentDetails'];
export type HistoryLine = components['schemas']['HistoryLine'];
export type ReviewReason = NonNullable<PaymentDetails['review_reason']>;

/** Reads a payment, again and again while it is on the screen. */
export const usePayment = (id: string): UseQueryResult<PaymentDetails> =>
  useQuery({
    queryKey: ['payments', 'details', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/payments/{id}/', { params: { path: { id } }, signal })),
    ...live,
  });
