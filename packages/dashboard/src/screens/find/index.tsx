import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { LinkButton } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { findTexts } from '../../texts/find.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { Entitled } from './entitled.js';
import { type Hit, HitRow } from './hit-row.js';

/** One box for whatever a customer can tell; a receipt leads straight to its payment. */
export function Screen(): ReactNode {
  const common = useTexts(commonTexts);
  const [{ q = '' }] = useSearchValues();
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => answerOf(api.GET('/search/', { params: { query: { q } }, signal })),
    enabled: q !== '',
  });
  const receipt = found.data && onlyPaymentByReceipt(found.data.hits);
  useLeadTo(receipt);
  return (
    <Page title={common.screens.find} aside={q === '' ? null : <Updated query={found} />}>
      <Box key={q} q={q} isSearching={found.isFetching} />
      {q !== '' && !receipt && (
        <Results
          hits={found.data?.hits}
          error={found.error}
          onRetry={() => void found.refetch()}
          q={q}
        />
      )}
    </Page>
  );
}

/** The id of the payment, when a receipt has found exactly one. */
function onlyPaymentByReceipt(hits: readonly Hit[]): string | undefined {
  const [first, ...others] = hits.filter(({ type }) => type === 'payment');
  const isReceipt = first?.matched_by === 'mpesa_reference';
  return isReceipt && others.length === 0 && !hits.some(({ type }) => type === 'receipt')
    ? first.id
    : undefined;
}

/** Goes on to a payment. "Back" then leads to where the search began. */
function useLeadTo(id: string | undefined): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (id === undefined) return;
    void navigate({ to: '/payments/$id', params: { id }, replace: true });
  }, [id, navigate]);
}

function Box({ q, isSearching }: { readonly q: string; readonly isSearching: boolean }): ReactNode {
  const texts = useTexts(findTexts);
  const [, setSearch] = useSearchValues();
  const [text, setText] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the heading, which takes the focus of every other screen.
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => {
      cancelAnimationFrame(frame);
    };
  }, []);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setSearch({ q: text.trim() });
      }}
    >
      <Stack gap="sm">
        <TextInput
          ref={input}
          size="lg"
          type="search"
          label={texts.label}
          description={texts.hint}
          value={text}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={500}
          leftSection={<Search size={20} aria-hidden />}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
          }}
        />
        <Group>
          <Button type="submit" loading={isSearching} disabled={text.trim() === ''}>
            {texts.search}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** As many of a kind as the API finds. */
const MAX_HITS = 20;

function Results({
  hits,
  error,
  onRetry,
  q,
}: {
  readonly hits: readonly Hit[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly q: string;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(findTexts)];
  if (!hits) {
    if (error !== null) return <ErrorNotice error={error} onRetry={onRetry} />;
    return <Skeleton height={160} role="status" aria-label={common.loading} />;
  }
  if (hits.length === 0) {
    return (
      <Card>
        <EmptyState
          title={texts.nothing}
          action={
            <LinkButton variant="default" to="/review" search={{ view: 'receipts' }}>
              {texts.openReceipts}
            </LinkButton>
          }
        >
          {texts.nothingHint}
        </EmptyState>
      </Card>
    );
  }
  const isFull = (['payment', 'entitlement', 'receipt'] as const).some(
    (type) => hits.filter((hit) => hit.type === type).length === MAX_HITS,
  );
  return (
    <Stack gap="md" aria-live="polite">
      <Entitled hits={hits} q={q} />
      <Card p={0} style={{ overflow: 'hidden' }}>
        <ul className="list-cards" aria-label={texts.results}>
          {hits.map((hit) => (
            <li key={`${hit.type} ${hit.id}`}>
              <HitRow hit={hit} hits={hits} />
            </li>
          ))}
        </ul>
      </Card>
      {isFull && (
        <Text size="sm" c="dimmed">
          {texts.more}
        </Text>
      )}
    </Stack>
  );
}
