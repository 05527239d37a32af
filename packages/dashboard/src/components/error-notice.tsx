import { Alert, Button, Group, Text } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { type ReactNode } from 'react';
import { ApiError, UnreachableError } from '../api/api-error.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** An error in a sentence: that of the server, or that it cannot be reached. */
export function useErrorSentence(): (error: unknown) => string {
  const texts = useTexts(commonTexts);
  return (error) => {
    if (error instanceof ApiError) return error.message;
    return error instanceof UnreachableError ? texts.unreachable : texts.crashed;
  };
}

/** An error with what can be done about it. */
export function ErrorNotice({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const sentence = useErrorSentence();
  return (
    <Alert color="red" variant="light" role="alert" icon={<CircleAlert aria-hidden />}>
      <Text size="sm">{sentence(error)}</Text>
      {error instanceof ApiError && error.status >= 500 && error.requestId !== null && (
        <Text size="sm" c="dimmed" mt={4}>
          {texts.requestId(error.requestId)}
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button variant="default" onClick={onRetry}>
            {texts.retry}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
