import { Text, Title } from '@mantine/core';
import { Check } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { TextLink } from '../../components/links.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { useTexts } from '../../texts/use-texts.js';

/** A step of the first run: what it is for, and its form while it is the next one. */
export function Step({
  number,
  title,
  why,
  state,
  summary,
  to,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly why: string;
  readonly state: 'done' | 'current' | 'later';
  /** What was done; empty where its content says so. */
  readonly summary: string | undefined;
  /** The screen where what was done can be changed. */
  readonly to: '/keys' | '/routers' | '/packages' | '/payments';
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts(firstRunTexts);
  const heading = useRef<HTMLHeadingElement>(null);
  const wasLater = useRef(state === 'later');
  // The form that was sent has gone, and with it the focus: it goes on at the next step.
  useEffect(() => {
    if (wasLater.current && state === 'current') heading.current?.focus();
    wasLater.current = state === 'later';
  }, [state]);
  return (
    <li
      className="step"
      data-state={state}
      {...(state === 'current' && { 'aria-current': 'step' })}
    >
      <span className="step-sign" aria-hidden>
        {state === 'done' ? <Check size={18} strokeWidth={3} /> : number}
      </span>
      <div className="step-content">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {state === 'done' ? (
          <Text size="sm">
            <span className="visually-hidden">{texts.done}</span>{' '}
            {summary !== '' && <TextLink to={to}>{summary}</TextLink>}
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {why}
          </Text>
        )}
        {children !== false && children !== undefined && (
          <div className="step-body">{children}</div>
        )}
      </div>
    </li>
  );
}
