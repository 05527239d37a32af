import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Dialog } from './dialog.js';
import { ErrorNotice } from './error-notice.js';

/** A question before something that needs no reason. */
export function Confirm({
  isOpen,
  onClose,
  title,
  text,
  confirm,
  color,
  onConfirm,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text: string;
  /** The label of the button: the act itself. */
  readonly confirm: string;
  readonly color?: string;
  /** Does it. Its error is shown, and the question stays open. */
  readonly onConfirm: () => Promise<unknown>;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const close = (): void => {
    act.reset();
    onClose();
  };
  const act = useMutation({ mutationFn: onConfirm, onSuccess: close });
  return (
    <Dialog isOpen={isOpen} isBusy={act.isPending} onClose={close} title={title}>
      <Stack>
        <Text>{text}</Text>
        {act.isError && <ErrorNotice error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={act.isPending} onClick={close} data-autofocus>
            {texts.cancel}
          </Button>
          <Button
            loading={act.isPending}
            {...(color === undefined ? {} : { color })}
            onClick={() => {
              act.mutate();
            }}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
