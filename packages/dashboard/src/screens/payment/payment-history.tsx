import { Text, Timeline, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { formatMoney } from '../../format/money.js';
import { paymentTexts } from '../../texts/payment.js';
import { reviewReasonTexts } from '../../texts/review-reasons.js';
import { useTexts } from '../../texts/use-texts.js';
import { textIn, wordIn } from './evidence.js';
import { type HistoryLine } from './use-payment.js';

type Texts = (typeof paymentTexts)['en'];
type ReviewTexts = (typeof reviewReasonTexts)['en'];

/** What has happened to a payment, in words, newest last. */
export function PaymentHistory({
  history,
}: {
  readonly history: readonly HistoryLine[];
}): ReactNode {
  const [texts, reviews] = [useTexts(paymentTexts), useTexts(reviewReasonTexts)];
  const format = useTimeFormat();
  return (
    <Card>
      <Title order={2} size="h4" mb="lg">
        {texts.history}
      </Title>
      <Timeline bulletSize={14} lineWidth={2} active={history.length}>
        {history.map((line, index) => (
          <Timeline.Item
            // Lines are only ever added at the end.
            key={index}
            title={texts.events[line.event]}
            color={COLORS[line.event] ?? 'gray'}
          >
            <Text size="sm" c="dimmed">
              {format.dateTime(line.at)} · {texts.sources[line.source]}
              {line.attempt !== null && ` · ${texts.attempt(line.attempt)}`}
            </Text>
            {factsOf(line, texts, reviews).map(([name, value]) => (
              <Text key={name} size="sm" className="wrapped">
                {name}: {value}
              </Text>
            ))}
          </Timeline.Item>
        ))}
      </Timeline>
    </Card>
  );
}

const COLORS: Readonly<Partial<Record<HistoryLine['event'], string>>> = {
  completed: 'green',
  late_success: 'green',
  marked_completed: 'green',
  failed: 'red',
  expired: 'red',
  marked_failed: 'red',
  refused: 'red',
  reversed: 'red',
  contradicted: 'yellow',
  unverifiable: 'yellow',
  outcome_unknown: 'yellow',
};

/** What a line was concluded from, as far as it says something to people. */
function factsOf(
  line: HistoryLine,
  texts: Texts,
  words: ReviewTexts,
): [name: string, value: string][] {
  const { facts } = texts;
  const hours = textIn(line, 'hours');
  const resolution = wordIn(line, 'resolution', words.resolutions);
  const matchedBy = wordIn(line, 'matched_by', texts.matchedBy);
  const notVerified = wordIn(line, 'cannot_verify', texts.notVerified);
  const opened =
    wordIn(line, 'opened_review', words.reviews) ?? wordIn(line, 'review_reason', words.reviews);
  const found: [string, string | null][] = [
    [facts.amount, amountIn(line)],
    [facts.receipt, textIn(line, 'mpesa_reference')],
    [texts.providerWord, textIn(line, 'state')],
    [facts.reason, textIn(line, 'failed_reason') ?? textIn(line, 'reason')],
    [facts.matched, matchedBy && texts.matchedBy[matchedBy]],
    [facts.notVerified, notVerified && texts.notVerified[notVerified]],
    [facts.toLookAt, opened && words.reviews[opened].title],
    [
      facts.done,
      resolution &&
        (hours === null ? words.resolutions[resolution] : words.extendedBy(Number(hours))),
    ],
    [facts.refund, textIn(line, 'reference')],
    [facts.note, textIn(line, 'note')],
    [facts.by, textIn(line, 'operator')],
  ];
  return found.filter((fact): fact is [string, string] => fact[1] !== null);
}

/** The amount in it, if it is one. */
export function amountIn(line: HistoryLine): string | null {
  const [amount, currency] = [textIn(line, 'amount'), textIn(line, 'currency')];
  return amount === null || !/^-?\d+(?:\.\d{1,2})?$/.test(amount)
    ? amount
    : formatMoney(amount, currency ?? 'KES');
}
