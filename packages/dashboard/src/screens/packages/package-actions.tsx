import { ActionIcon, Menu, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { orGone } from '../../api/or-gone.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { Confirm } from '../../components/confirm.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { CopyPackage, sendCopy } from './copy-package.js';
import { PackageForm } from './package-form.js';
import { type Package } from './packages.js';

/** What can be done with a package: change, on and off, copy, delete. */
export function PackageActions({
  sold,
  routers,
}: {
  readonly sold: Package;
  readonly routers: readonly Router[];
}): ReactNode {
  const texts = useTexts(packagesTexts);
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<'change' | 'copy' | 'switch' | 'remove' | null>(null);
  const { id, is_active: isOnSale } = sold;
  const close = (): void => {
    setDialog(null);
  };
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['packages'] });
  const toggle = useMutation({
    // The wanted state is sent, so that one more try after a lost answer does not undo it.
    mutationFn: (isWanted: boolean) =>
      answerOf(
        api.PATCH('/routers/packages/{id}/', {
          params: { path: { id } },
          body: { is_active: isWanted },
        }),
      ),
    onSuccess: close,
    onError: () => {
      setDialog('switch');
    },
    onSettled: refresh,
  });
  const copies = useSendOnce((routerIds: readonly number[], key) => sendCopy(sold, routerIds, key));
  const open = (wanted: typeof dialog) => () => {
    setDialog(wanted);
  };
  const doneCopying = (): void => {
    close();
    void refresh();
  };
  const others = routers.filter((router) => router.id !== sold.router);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`${texts.change}: ${sold.name}`} loading={toggle.isPending}>
            <Ellipsis size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={open('change')}>{texts.change}</Menu.Item>
          <Menu.Item
            onClick={() => {
              toggle.mutate(!isOnSale);
            }}
          >
            {isOnSale ? texts.switchOff : texts.switchOn}
          </Menu.Item>
          {others.length > 0 && <Menu.Item onClick={open('copy')}>{texts.copy}</Menu.Item>}
          <Menu.Item onClick={open('remove')}>{texts.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog isOpen={dialog === 'change'} onClose={close} title={texts.changeTitle}>
        <Text size="sm" c="dimmed" mb="md">
          {texts.changeHint}
        </Text>
        <PackageForm routers={routers} sold={sold} onDone={close} onCancel={close} />
      </Dialog>
      <Dialog
        isOpen={dialog === 'copy'}
        isBusy={copies.isPending}
        onClose={doneCopying}
        title={texts.copyTitle}
      >
        <CopyPackage routers={others} copyTo={copies.mutateAsync} />
      </Dialog>
      <Dialog isOpen={dialog === 'switch'} onClose={close} title={sold.name}>
        <ErrorNotice
          error={toggle.error}
          onRetry={() => {
            if (toggle.variables !== undefined) toggle.mutate(toggle.variables);
          }}
        />
      </Dialog>
      <Confirm
        isOpen={dialog === 'remove'}
        onClose={close}
        title={texts.removeTitle}
        text={texts.removeText}
        confirm={texts.remove}
        color="red"
        onConfirm={async () => {
          await orGone(
            answerOf(api.DELETE('/routers/packages/{id}/', { params: { path: { id } } })),
          );
          await refresh();
        }}
      />
    </>
  );
}
