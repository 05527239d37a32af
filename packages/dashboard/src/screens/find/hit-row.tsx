import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { type components } from '../../api/openapi.js';
import { CardLine } from '../../components/data-list.js';
import { Instant } from '../../components/instant.js';
import { Money } from '../../components/money.js';
import { PaymentStatus } from '../../components/payment-status.js';
import { StatusBadge, type Tone } from '../../components/status-badge.js';
import { formatPhone } from '../../format/phone.js';
import { commonTexts } from '../../texts/common.js';
import { findTexts } from '../../texts/find.js';
import { useTexts } from '../../texts/use-texts.js';

export type Hit = components['schemas']['SearchHit'];
type Entitlement = NonNullable<Hit['entitlement']>;

const TONES: Readonly<Record<Entitlement['state'], Tone>> = {
  unused: 'quiet',
  not_started: 'waiting',
  running: 'good',
  ended: 'quiet',
  revoked: 'bad',
};
/** The first half of a code: people write it with a dash after it. */
const HALF = 4;

/** Something that was found: what it is, by what it was found, and the way to it. */
export function HitRow({
  hit,
  hits,
}: {
  readonly hit: Hit;
  /** Everything that was found: a payment shows its access. */
  readonly hits: readonly Hit[];
}): ReactNode {
  const { payment, entitlement, receipt } = hit;
  if (payment) {
    const access = hits.find((each) => each.entitlement?.payment_id === payment.id)?.entitlement;
    return (
      <Link className="list-card" to="/payments/$id" params={{ id: payment.id }}>
        <CardLine
          start={
            <b>
              <Money amount={payment.amount} currency={payment.currency} />
            </b>
          }
          end={<PaymentStatus status={payment.status} />}
        />
        <What hit={hit} at={payment.completed_at ?? payment.created_at} />
        <CardLine
          start={[formatPhone(payment.phone_number), payment.package?.name, payment.router.name]
            .filter((part) => part !== undefined && part !== '')
            .join(' · ')}
          {...(payment.mpesa_reference !== null && { end: payment.mpesa_reference })}
        />
        {access && <CardLine start={<State of={access} />} />}
      </Link>
    );
  }
  if (entitlement) {
    return (
      <Link className="list-card" to="/access/$id" params={{ id: entitlement.id }}>
        <CardLine
          start={<State of={entitlement} />}
          end={<span className="one-line">{codeOf(entitlement)}</span>}
        />
        <What hit={hit} />
        <CardLine
          start={[
            entitlement.phone_number && formatPhone(entitlement.phone_number),
            entitlement.package?.name,
            entitlement.router.name,
          ]
            .filter((part) => part !== undefined && part !== '')
            .join(' · ')}
        />
      </Link>
    );
  }
  return receipt ? <ReceiptHit hit={hit} receipt={receipt} /> : null;
}

function ReceiptHit({
  hit,
  receipt,
}: {
  readonly hit: Hit;
  readonly receipt: NonNullable<Hit['receipt']>;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(findTexts)];
  return (
    <Link
      className="list-card"
      to="/review"
      search={{ view: 'receipts', receipt: receipt.mpesa_reference }}
    >
      <CardLine
        start={
          <b>
            {receipt.amount === null ? (
              common.none
            ) : (
              <Money amount={receipt.amount} currency={receipt.currency ?? 'KES'} />
            )}
          </b>
        }
        end={<StatusBadge tone="attention">{texts.receiptStates[receipt.state]}</StatusBadge>}
      />
      <What hit={hit} at={receipt.paid_at ?? receipt.created_at} />
      <CardLine
        start={receipt.phone_number === null ? '' : formatPhone(receipt.phone_number)}
        end={receipt.mpesa_reference}
      />
    </Link>
  );
}

function What({ hit, at }: { readonly hit: Hit; readonly at?: string }): ReactNode {
  const texts = useTexts(findTexts);
  return (
    <CardLine
      start={`${texts.types[hit.type]}, ${texts.matchedBy[hit.matched_by]}`}
      {...(at !== undefined && { end: <Instant at={at} /> })}
    />
  );
}

function State({ of: { state, ends_at: endsAt } }: { readonly of: Entitlement }): ReactNode {
  const texts = useTexts(findTexts);
  const showsEnd = endsAt !== null && state !== 'revoked';
  return (
    <StatusBadge tone={TONES[state]} wraps>
      {texts.states[state]}
      {showsEnd && (
        <>
          {' '}
          {state === 'ended' ? texts.since : texts.until} <Instant at={endsAt} />
        </>
      )}
    </StatusBadge>
  );
}

const codeOf = ({ access_code: code }: Entitlement): string =>
  `${code.slice(0, HALF)}-${code.slice(HALF)}`;
