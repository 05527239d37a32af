import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { commonTexts } from '../../texts/common.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { CopyPackage } from './copy-package.js';
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
  const [common, texts] = [useTexts(commonTexts), useTexts(packagesTexts)];
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<'change' | 'copy' | 'switch' | 'remove' | null>(null);
  const { id, is_active: isOnSale } = sold;
  const close = (): void => {
    setDialog(null);
  };
  const done = async (): Promise<void> => {
    close();
    await queryClient.invalidateQueries({ queryKey: ['packages'] });
  };
  const toggle = useMutation({
    mutationFn: () =>
      answerOf(
        api.PATCH('/routers/packages/{id}/', {
          params: { path: { id } },
          body: { is_active: !isOnSale },
        }),
      ),
    onSuccess: done,
    onError: () => {
      setDialog('switch');
    },
  });
  const remove = useMutation({
    mutationFn: () => answerOf(api.DELETE('/routers/packages/{id}/', { params: { path: { id } } })),
    onSuccess: done,
  });
  const open = (wanted: typeof dialog) => () => {
    setDialog(wanted);
  };
  const others = routers.filter((router) => router.id !== sold.router);
  const modal = { onClose: close, closeButtonProps: { 'aria-label': common.close } };
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
              toggle.mutate();
            }}
          >
            {isOnSale ? texts.switchOff : texts.switchOn}
          </Menu.Item>
          {others.length > 0 && <Menu.Item onClick={open('copy')}>{texts.copy}</Menu.Item>}
          <Menu.Item onClick={open('remove')}>{texts.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === 'change'} title={texts.changeTitle} {...modal}>
        <Text size="sm" c="dimmed" mb="md">
          {texts.changeHint}
        </Text>
        <PackageForm routers={routers} sold={sold} onDone={close} onCancel={close} />
      </Modal>
      <Modal opened={dialog === 'copy'} title={texts.copyTitle} {...modal}>
        <CopyPackage sold={sold} routers={others} />
      </Modal>
      <Modal opened={dialog === 'switch'} title={sold.name} {...modal}>
        <ErrorNotice
          error={toggle.error}
          onRetry={() => {
            toggle.mutate();
          }}
        />
      </Modal>
      <Modal opened={dialog === 'remove'} title={texts.removeTitle} {...modal}>
        <Stack>
          <Text>{texts.removeText}</Text>
          {remove.isError && <ErrorNotice error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {common.cancel}
            </Button>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() => {
                remove.mutate();
              }}
            >
              {texts.remove}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
