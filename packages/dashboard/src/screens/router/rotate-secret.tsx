import { Alert, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { Confirm } from '../../components/confirm.js';
import { Instant } from '../../components/instant.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';

/** Replaces the RADIUS secret. The new one is in the script, and is not shown here. */
export function RotateSecret({
  id,
  onRotated,
}: {
  readonly id: number;
  /** Called when the script has a new secret, or may have one. */
  readonly onRotated: () => void;
}): ReactNode {
  const texts = useTexts(routersTexts);
  const [isOpen, question] = useDisclosure(false);
  const rotate = useSendOnce((router: number, key) =>
    answerOf(
      api.POST('/routers/{id}/rotate-radius-secret/', {
        params: { path: { id: router }, header: { 'Idempotency-Key': key } },
      }),
    ),
  );
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          rotate.reset();
          question.open();
        }}
      >
        {texts.rotate}
      </Button>
      {rotate.data !== undefined && (
        <Alert color="green" variant="light" role="status" w="100%">
          <Text size="sm">
            {texts.rotated} <Instant at={rotate.data.effective_by} />.
          </Text>
        </Alert>
      )}
      <Confirm
        isOpen={isOpen}
        onClose={question.close}
        title={texts.rotateTitle}
        text={texts.rotateText}
        confirm={texts.rotate}
        onConfirm={() => rotate.mutateAsync(id).finally(onRotated)}
      />
    </>
  );
}
