import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { SendOnce, type SendWithKey } from './send-once.js';

/**
 * A mutation that prompts a phone, or changes access or money; see {@link SendOnce}. A dialog calls it
 * above its content, which is gone while the dialog is closed: opened again after a lost answer, it
 * sends the same key.
 */
export function useSendOnce<Input, Output>(
  send: SendWithKey<Input, Output>,
  onSuccess?: (output: Output) => unknown,
): UseMutationResult<Output, Error, Input> {
  const [sender] = useState(() => new SendOnce<Input, Output>());
  return useMutation({
    mutationFn: (input: Input) => sender.send(input, send),
    ...(onSuccess && { onSuccess }),
  });
}
