import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { UnreachableError } from './api-error.js';
import { newRequestKey } from './request-key.js';

/** A request that must not happen twice, and the key that the server knows it by. */
interface Sent<Output> {
  readonly input: string;
  readonly key: string;
  /** Absent once it was answered, or given up. */
  promise?: Promise<Output>;
}

/**
 * A mutation that prompts a phone, or changes access or money. However often it is clicked, it is
 * sent once; repeated after a lost answer, it carries the same Idempotency-Key, so that the server
 * answers again what it has done.
 *
 * @param send sends it with the key as header `Idempotency-Key`
 */
export function useSendOnce<Input, Output>(
  send: (input: Input, key: string) => Promise<Output>,
  onSuccess?: (output: Output) => unknown,
): UseMutationResult<Output, Error, Input> {
  const last = useRef<Sent<Output> | null>(null);
  return useMutation({
    mutationFn: (input: Input) => {
      const text = JSON.stringify([input]);
      const isSame = last.current?.input === text;
      if (isSame && last.current?.promise) return last.current.promise;
      const sent: Sent<Output> =
        isSame && last.current ? last.current : { input: text, key: newRequestKey() };
      last.current = sent;
      sent.promise = send(input, sent.key).then(
        (output) => {
          last.current = null;
          return output;
        },
        (error: unknown) => {
          // Only a request without an answer may have happened.
          if (error instanceof UnreachableError) delete sent.promise;
          else last.current = null;
          throw error;
        },
      );
      return sent.promise;
    },
    ...(onSuccess && { onSuccess }),
  });
}
