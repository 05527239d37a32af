import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { ErrorNotice } from './error-notice.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** A question before something that needs no reason. */
export function Confirm({
  isOpen,
  onClose,
  title,
  text,
  confirm,
  onConfirm,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text: string;
  /** The label of the button: the act itself. */
  readonly confirm: string;
  /** Does it. Its error is shown, and the question stays open. */
  readonly onConfirm: () => Promise<unknown>;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const done = (): void => {
    act.reset();
    onClose();
  };
  const act = useMutation({ mutationFn: onConfirm, onSuccess: done });
  // Who closes it before the answer would not learn what has happened.
  const close = (): void => {
    if (!act.isPending) done();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Stack>
        <Text>{text}</Text>
        {act.isError && <ErrorNotice error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={act.isPending} onClick={close}>
            {texts.cancel}
          </Button>
          <Button
            data-autofocus
            loading={act.isPending}
            onClick={() => {
              act.mutate();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
