import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  type LucideIcon,
} from 'lucide-react';
import { type ReactNode } from 'react';

/** What a state means for the operator. */
export type Tone = 'good' | 'bad' | 'waiting' | 'attention' | 'quiet';

const LOOKS: Readonly<Record<Tone, { readonly icon: LucideIcon; readonly color: string }>> = {
  good: { icon: CircleCheck, color: 'var(--status-good)' },
  bad: { icon: CircleX, color: 'var(--status-bad)' },
  waiting: { icon: CircleDashed, color: 'var(--status-waiting)' },
  attention: { icon: CircleAlert, color: 'var(--status-attention)' },
  quiet: { icon: Circle, color: 'var(--soft)' },
};

/** A state as a word with a sign of its own, so that it does not depend on colours. */
export function StatusBadge({
  tone,
  wraps = false,
  children,
}: {
  readonly tone: Tone;
  /** Whether it may need more than a line. */
  readonly wraps?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { icon: Icon, color } = LOOKS[tone];
  return (
    <span className="status" style={{ color, ...(wraps && { whiteSpace: 'normal' }) }}>
      <Icon size={16} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
