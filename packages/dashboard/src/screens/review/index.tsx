import { SegmentedControl, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { reviewTexts } from '../../texts/review.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { ReviewedPayments } from './reviewed-payments.js';
import { UnmatchedReceipts } from './unmatched-receipts.js';
import { useReviewedPayments, useUnmatchedReceipts } from './use-review.js';

const VIEWS = ['payments', 'receipts'] as const;
type View = (typeof VIEWS)[number];

/** What the server cannot decide: payments that do not fit, and money that fits no sale. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewTexts)];
  const [{ view: asked }, setSearch] = useSearchValues();
  const view = VIEWS.find((each) => each === asked) ?? 'payments';
  return (
    <Page
      title={common.screens.review}
      aside={view === 'payments' ? <AgeOfPayments /> : <AgeOfReceipts />}
    >
      <Text c="dimmed">{view === 'payments' ? texts.intro : texts.receiptsIntro}</Text>
      <SegmentedControl
        aria-label={texts.viewsLabel}
        fullWidth
        maw="30rem"
        data={VIEWS.map((each) => ({ value: each, label: texts.views[each] }))}
        value={view}
        onChange={(chosen: View) => {
          setSearch({ view: chosen, receipt: undefined, cursor: undefined });
        }}
      />
      {view === 'payments' ? <ReviewedPayments /> : <UnmatchedReceipts />}
    </Page>
  );
}

const AgeOfPayments = (): ReactNode => <Updated query={useReviewedPayments()} />;
const AgeOfReceipts = (): ReactNode => <Updated query={useUnmatchedReceipts()} />;
