import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { StatusBadge, type Tone } from './status-badge.js';

type Status = keyof (typeof commonTexts)['en']['statuses'];

const TONES: Readonly<Record<Status, Tone>> = {
  pending: 'waiting',
  processing: 'waiting',
  completed: 'good',
  failed: 'bad',
};

/** The status of a payment. */
export const PaymentStatus = ({ status }: { readonly status: Status }): ReactNode => (
  <StatusBadge tone={TONES[status]}>{useTexts(commonTexts).statuses[status]}</StatusBadge>
);
