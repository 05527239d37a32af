import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { present } from '../../api/present.js';
import { live } from '../../live/live.js';
import { useSearchValues } from '../../use-search.js';

export type Receipt = components['schemas']['Receipt'];

/** The payments under review, by the page in the address. */
export function useReviewedPayments() {
  const [{ cursor }] = useSearchValues();
  return useQuery({
    queryKey: ['payments', 'review', cursor],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/', {
          params: { query: { review: 'true', limit: 20, ...present({ cursor }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
}

/** The money that fits no sale, by the page in the address. */
export function useUnmatchedReceipts() {
  const [{ cursor, receipt }] = useSearchValues();
  return useQuery({
    queryKey: ['receipts', 'unmatched', cursor, receipt],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/receipts/', {
          params: {
            query: { state: 'unmatched', ...present({ cursor, mpesa_reference: receipt }) },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...live,
  });
}
