import { Button, Group, Stack } from '@mantine/core';
import { type UseFormReturnType } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fieldErrors } from '../api/field-errors.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { ErrorNotice } from './error-notice.js';

/**
 * A form whose values are sent to the API once for each press. What the server finds wrong with a
 * field is shown at the field, which takes the focus; anything else above the button.
 */
export function ApiForm<Values extends Record<string, unknown>, Result>({
  form,
  send,
  onDone,
  submit,
  isIncomplete = false,
  isWide = false,
  onCancel,
  children,
}: {
  /** Its fields have the names of the API. */
  readonly form: UseFormReturnType<Values>;
  readonly send: (values: Values) => Promise<Result>;
  /** Called when the server has accepted the values. */
  readonly onDone: (result: Result) => unknown;
  /** The label of the button: the act itself. */
  readonly submit: string;
  /** Whether something is missing without which it cannot be sent. */
  readonly isIncomplete?: boolean;
  /** Whether the button is as wide as the fields. */
  readonly isWide?: boolean;
  readonly onCancel?: (() => void) | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts(commonTexts);
  const [isShownAtFields, setShownAtFields] = useState(false);
  const act = useMutation({
    mutationFn: send,
    onSuccess: onDone,
    onError: (error) => {
      const faults = fieldErrors(error);
      form.setErrors(faults);
      // A field of the values may be folded away, or not be drawn at all.
      const nodes = Object.keys(faults).map((name) => form.getInputNode(name));
      for (const node of nodes) node?.closest('details')?.setAttribute('open', '');
      setShownAtFields(nodes.length > 0 && !nodes.includes(null));
      nodes[0]?.focus();
    },
  });
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        if (!act.isPending) act.mutate(values);
      })}
    >
      <Stack>
        {children}
        {act.isError && !isShownAtFields && <ErrorNotice error={act.error} />}
        <Group gap="sm">
          <Button type="submit" loading={act.isPending} disabled={isIncomplete} fullWidth={isWide}>
            {submit}
          </Button>
          {onCancel && (
            <Button variant="default" disabled={act.isPending} onClick={onCancel}>
              {texts.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
