import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Dialog } from './dialog.js';
import { ErrorNotice } from './error-notice.js';

const MAX_REASON = 500;

/** A question before something that cannot be taken back, with the reason for the history. */
export function ConfirmWithReason({
  isOpen,
  onClose,
  title,
  children,
  confirm,
  color,
  onConfirm,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, in a sentence; and further fields. */
  readonly children?: ReactNode;
  /** The label of the button: the act itself, such as "Mark as completed". */
  readonly confirm: string;
  readonly color?: string;
  /** Does it. Its error is shown, and the question stays open. */
  readonly onConfirm: (reason: string) => Promise<unknown>;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const form = useForm({ initialValues: { reason: '' } });
  const close = (): void => {
    form.reset();
    act.reset();
    onClose();
  };
  const act = useMutation({ mutationFn: onConfirm, onSuccess: close });
  return (
    <Dialog isOpen={isOpen} isBusy={act.isPending} onClose={close} title={title}>
      <form
        onSubmit={form.onSubmit(({ reason }) => {
          if (!act.isPending) act.mutate(reason.trim());
        })}
      >
        <Stack>
          {typeof children === 'string' ? <Text>{children}</Text> : children}
          <Textarea
            label={texts.reason}
            description={texts.reasonHint}
            required
            maxLength={MAX_REASON}
            data-autofocus
            {...form.getInputProps('reason')}
          />
          {act.isError && <ErrorNotice error={act.error} />}
          <Group justify="flex-end">
            <Button variant="default" disabled={act.isPending} onClick={close}>
              {texts.cancel}
            </Button>
            <Button
              type="submit"
              loading={act.isPending}
              {...(color === undefined ? {} : { color })}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
