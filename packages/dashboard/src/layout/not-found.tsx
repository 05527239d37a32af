import { type ReactNode } from 'react';
import { EmptyState } from '../components/empty-state.js';
import { LinkButton } from '../components/links.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** An address that leads to no screen. */
export function NotFound(): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <main>
      <EmptyState
        title={texts.notFound}
        action={<LinkButton to="/">{texts.backToToday}</LinkButton>}
      />
    </main>
  );
}
