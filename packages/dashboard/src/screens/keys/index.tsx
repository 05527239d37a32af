import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { Card } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { CredentialCard } from './credential-card.js';
import { CredentialForm } from './credential-form.js';
import { useCredentials } from './credentials.js';

/** The keys of payment providers: add, check, switch off, delete; and their webhooks. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(keysTexts)];
  const credentials = useCredentials();
  const [isAdding, adding] = useDisclosure(false);
  /** Those that were added just now are checked at once. */
  const [added, setAdded] = useState<number | null>(null);
  const addButton = <Button onClick={adding.open}>{texts.add}</Button>;
  const rows = credentials.data?.results;
  return (
    <Page
      title={common.screens.keys}
      aside={
        <>
          <Text c="dimmed">{texts.intro}</Text>
          <Updated query={credentials} />
        </>
      }
      actions={rows && rows.length > 0 ? addButton : undefined}
    >
      {rows === undefined ? (
        credentials.isError ? (
          <ErrorNotice error={credentials.error} onRetry={() => void credentials.refetch()} />
        ) : (
          <ListSkeleton />
        )
      ) : rows.length === 0 ? (
        <Card>
          <EmptyState title={texts.empty} action={addButton}>
            {texts.emptyHint}
          </EmptyState>
        </Card>
      ) : (
        <Stack gap="md">
          {rows.map((credential) => (
            <CredentialCard
              key={credential.id}
              credential={credential}
              isNew={credential.id === added}
            />
          ))}
        </Stack>
      )}
      <Dialog isOpen={isAdding} onClose={adding.close} title={texts.addTitle}>
        <CredentialForm
          onAdded={({ id }) => {
            setAdded(id);
            adding.close();
          }}
          onCancel={adding.close}
        />
      </Dialog>
    </Page>
  );
}
