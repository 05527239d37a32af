import { Button, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { orGone } from '../../api/or-gone.js';
import { Card } from '../../components/card.js';
import { Confirm } from '../../components/confirm.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { Page } from '../../components/page.js';
import { commonTexts } from '../../texts/common.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { RouterForm } from '../routers/router-form.js';
import { RouterState } from '../routers/router-state.js';
import { type Router } from '../routers/routers.js';
import { Checklist } from './checklist.js';
import { ConnectionTest } from './connection-test.js';
import { PortalAddress } from './portal-address.js';
import { RotateSecret } from './rotate-secret.js';
import { Setup } from './setup.js';

/** A router: its set-up, what the server last saw of it, its portal, and its settings. */
export function Screen(): ReactNode {
  const common = useTexts(commonTexts);
  const { id: text } = useParams({ strict: false });
  const id = Number(text);
  const router = useQuery({
    queryKey: ['routers', 'one', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/routers/{id}/', { params: { path: { id } }, signal })),
  });
  if (!router.data) {
    return (
      <Page title={common.screens.router}>
        {router.isError ? (
          <ErrorNotice error={router.error} onRetry={() => void router.refetch()} />
        ) : (
          <ListSkeleton />
        )}
      </Page>
    );
  }
  return <Details router={router.data} />;
}

function Details({ router }: { readonly router: Router }): ReactNode {
  const texts = useTexts(routersTexts);
  const [isChanging, changing] = useDisclosure(false);
  // A script that is shown is not true any more after a change.
  const [changes, setChanges] = useState(0);
  const forgetScript = (): void => {
    setChanges((count) => count + 1);
  };
  const hasAccess = router.access_method !== 'none';
  return (
    <Page
      title={router.name}
      aside={<RouterState router={router} />}
      actions={
        <Button variant="default" onClick={changing.open}>
          {texts.change}
        </Button>
      }
    >
      {hasAccess ? (
        <>
          <Setup key={changes} router={router} />
          <Checklist router={router} />
        </>
      ) : (
        <Card>
          <Text>{texts.noAccess}</Text>
        </Card>
      )}
      <PortalAddress router={router} />
      <Card>
        <Stack gap="md" align="flex-start">
          <Title order={2} size="h4">
            {texts.more}
          </Title>
          <ConnectionTest id={router.id} />
          {router.access_method === 'radius' && (
            <RotateSecret id={router.id} onRotated={forgetScript} />
          )}
          <Remove id={router.id} />
        </Stack>
      </Card>
      <Dialog isOpen={isChanging} onClose={changing.close} title={texts.change}>
        <RouterForm
          router={router}
          onDone={() => {
            changing.close();
            forgetScript();
            notifications.show({ message: texts.saved, withCloseButton: false });
          }}
          onCancel={changing.close}
        />
      </Dialog>
    </Page>
  );
}

function Remove({ id }: { readonly id: number }): ReactNode {
  const texts = useTexts(routersTexts);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, question] = useDisclosure(false);
  return (
    <>
      <Button variant="subtle" color="red" onClick={question.open}>
        {texts.remove}
      </Button>
      <Confirm
        isOpen={isOpen}
        onClose={question.close}
        title={texts.removeTitle}
        text={texts.removeText}
        confirm={texts.remove}
        color="red"
        onConfirm={async () => {
          await orGone(answerOf(api.DELETE('/routers/{id}/', { params: { path: { id } } })));
          await navigate({ to: '/routers' });
          await Promise.all(
            [['routers', 'list'], ['routers', 'all'], ['packages']].map((queryKey) =>
              queryClient.invalidateQueries({ queryKey }),
            ),
          );
        }}
      />
    </>
  );
}
