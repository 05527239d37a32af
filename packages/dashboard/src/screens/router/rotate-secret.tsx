import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { commonTexts } from '../../texts/common.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';

/** Replaces the RADIUS secret. The new one is in the script, and is not shown here. */
export function RotateSecret({
  id,
  onRotated,
}: {
  readonly id: number;
  /** Called when the script has a new secret. */
  readonly onRotated: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(routersTexts)];
  const [key, setKey] = useState<string | null>(null);
  const rotate = useMutation({
    mutationFn: async (idempotencyKey: string) => {
      const answer = await answerOf(
        api.POST('/routers/{id}/rotate-radius-secret/', {
          params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey } },
        }),
      );
      return answer.effective_by;
    },
    onSuccess: () => {
      setKey(null);
      onRotated();
    },
  });
  const close = (): void => {
    setKey(null);
  };
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          rotate.reset();
          // A try whose answer was lost is repeated under the same key, and rotates once.
          setKey(crypto.getRandomValues(new Uint32Array(4)).join('-'));
        }}
      >
        {texts.rotate}
      </Button>
      {rotate.data !== undefined && (
        <Alert color="green" variant="light" role="status" w="100%">
          <Text size="sm">
            {texts.rotated} <Instant at={rotate.data} />.
          </Text>
        </Alert>
      )}
      <Modal
        opened={key !== null}
        onClose={close}
        title={texts.rotateTitle}
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <Stack>
          <Text>{texts.rotateText}</Text>
          {rotate.isError && <ErrorNotice error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {common.cancel}
            </Button>
            <Button
              loading={rotate.isPending}
              onClick={() => {
                if (key !== null) rotate.mutate(key);
              }}
            >
              {texts.rotate}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
