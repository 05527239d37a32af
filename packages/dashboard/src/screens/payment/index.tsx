import { Group, Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode } from 'react';
import { ErrorNotice } from '../../components/error-notice.js';
import { TextLink } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { paymentTexts } from '../../texts/payment.js';
import { useTexts } from '../../texts/use-texts.js';
import { Override, Retry } from './actions.js';
import { Attempts } from './attempts.js';
import { PaymentAccess, PaymentFacts } from './payment-facts.js';
import { ReviewNotice } from './review-notice.js';
import { PaymentHistory } from './payment-history.js';
import { type PaymentDetails, usePayment } from './use-payment.js';

/** One payment: what it is, what can be done about it, and everything that has happened to it. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(paymentTexts)];
  const { id = '' } = useParams({ strict: false });
  const payment = usePayment(id);
  return (
    <Page title={common.screens.payment} aside={<Updated query={payment} />}>
      <TextLink to="/payments">
        <Group gap={6} component="span" display="inline-flex" className="inline-target">
          <ArrowLeft size={18} aria-hidden /> {texts.backToList}
        </Group>
      </TextLink>
      {payment.data ? (
        <Parts payment={payment.data} />
      ) : payment.isPending ? (
        <Stack role="status" aria-label={common.loading}>
          <Skeleton height={180} />
          <Skeleton height={240} />
        </Stack>
      ) : (
        <ErrorNotice error={payment.error} onRetry={() => void payment.refetch()} />
      )}
    </Page>
  );
}

const Parts = ({ payment }: { readonly payment: PaymentDetails }): ReactNode => (
  <>
    <ReviewNotice payment={payment} />
    <PaymentFacts payment={payment} />
    <Retry payment={payment} />
    <Override payment={payment} />
    <PaymentAccess payment={payment} />
    <PaymentHistory history={payment.history} />
    <Attempts attempts={payment.attempts} />
  </>
);
