import { Anchor, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { nameOf, usePackageNames, useRouterNames } from '../../api/use-names.js';
import { Card } from '../../components/card.js';
import { Fact } from '../../components/fact.js';
import { Instant } from '../../components/instant.js';
import { TextLink } from '../../components/links.js';
import { Money } from '../../components/money.js';
import { PaymentStatus } from '../../components/payment-status.js';
import { StatusBadge, type Tone } from '../../components/status-badge.js';
import { formatPhone } from '../../format/phone.js';
import { paymentTexts } from '../../texts/payment.js';
import { useTexts } from '../../texts/use-texts.js';
import { type PaymentDetails } from './use-payment.js';

const PROVIDERS = { instasend: 'IntaSend', kopokopo: 'Kopo Kopo' } as const;

/** What was paid, by whom, for what. */
export function PaymentFacts({ payment }: { readonly payment: PaymentDetails }): ReactNode {
  const texts = useTexts(paymentTexts);
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  return (
    <Card>
      <Group gap="md" mb="md" align="baseline">
        <Text fz="1.75rem" fw={650} lh={1.2}>
          <Money amount={payment.amount} currency={payment.currency} />
        </Text>
        <PaymentStatus status={payment.status} />
      </Group>
      {payment.error_message !== '' && (
        <Text mb="md">
          {texts.why}: {payment.error_message}
        </Text>
      )}
      <dl className="facts">
        {payment.phone_number !== '' && (
          <Fact name={texts.phone}>
            <Anchor href={`tel:${payment.phone_number}`}>
              {formatPhone(payment.phone_number)}
            </Anchor>
          </Fact>
        )}
        {payment.mpesa_reference !== null && (
          <Fact name={texts.receipt}>{payment.mpesa_reference}</Fact>
        )}
        <Fact name={texts.package}>{nameOf(packages, payment.package)}</Fact>
        <Fact name={texts.router}>
          <TextLink to="/routers/$id" params={{ id: String(payment.router) }}>
            {nameOf(routers, payment.router)}
          </TextLink>
        </Fact>
        <Fact name={texts.provider}>{PROVIDERS[payment.payment_provider]}</Fact>
        <Fact name={texts.startedAt}>
          <Instant at={payment.created_at} as="dateTime" />
        </Fact>
        {payment.completed_at !== null && (
          <Fact name={texts.completedAt}>
            <Instant at={payment.completed_at} as="dateTime" />
          </Fact>
        )}
        {payment.mac_address !== '' && <Fact name={texts.device}>{payment.mac_address}</Fact>}
        <Fact name={texts.paymentId}>{payment.id}</Fact>
      </dl>
    </Card>
  );
}

const TONES: Readonly<Record<NonNullable<PaymentDetails['access']>['state'], Tone>> = {
  none: 'quiet',
  not_started: 'waiting',
  waiting: 'waiting',
  online: 'good',
  ended: 'quiet',
  unreachable: 'attention',
};
/** The first half of a code: people write it with a dash after it. */
const HALF = 4;

/** What the customer may use for the payment, and the way to it. */
export function PaymentAccess({ payment }: { readonly payment: PaymentDetails }): ReactNode {
  const texts = useTexts(paymentTexts);
  const { id, access, phone_number: phone } = payment;
  const entitlement = useQuery({
    queryKey: ['access', 'of payment', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/access/entitlements/', { params: { query: { payment: id, limit: 1 } }, signal }),
      ),
    select: ({ results }) => results[0]?.id ?? null,
    enabled: access !== null,
  });
  if (access === null) return null;
  const { state, reason, code, ends_at: endsAt } = access;
  return (
    <Card>
      <Title order={2} size="h4" mb="md">
        {texts.access}
      </Title>
      <Text component="div" mb="md">
        <StatusBadge tone={TONES[state]} wraps>
          {reason === 'not_delivered' || reason === 'no_entitlement'
            ? texts.accessNone[reason]
            : texts.accessStates[state]}
        </StatusBadge>
      </Text>
      <dl className="facts">
        {code !== null && code !== undefined && (
          <Fact name={texts.code}>
            <b>{`${code.slice(0, HALF)}-${code.slice(HALF)}`}</b>
          </Fact>
        )}
        {endsAt !== null && (
          <Fact name={texts.until}>
            <Instant at={endsAt} as="dateTime" />
          </Fact>
        )}
      </dl>
      <Group gap="lg" mt="md">
        {typeof entitlement.data === 'string' && (
          <TextLink to="/access/$id" params={{ id: entitlement.data }}>
            {texts.seeAccess}
          </TextLink>
        )}
        {(state === 'waiting' || state === 'unreachable') && phone !== '' && (
          <TextLink to="/access" search={{ view: 'why', q: phone }}>
            {texts.whyOffline}
          </TextLink>
        )}
      </Group>
    </Card>
  );
}
