import {
  Button,
  Group,
  Modal,
  NumberInput,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors } from '../../api/field-errors.js';
import { type components } from '../../api/openapi.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { commonTexts } from '../../texts/common.js';
import { reviewReasonTexts } from '../../texts/review-reasons.js';
import { useTexts } from '../../texts/use-texts.js';
import { useRefreshSales } from './actions.js';

type Body = components['schemas']['ResolveReviewRequest'];
type Resolution = Body['resolution'];

interface Values {
  readonly resolution: Resolution;
  readonly hours: number;
  readonly reference: string;
  readonly note: string;
}

const MAX_NOTE = 500;
const MAX_HOURS = 8760;
const A_DAY = 24;

/** Asks what an operator has done about a payment under review, and closes the review. */
export function ResolveReview({
  payment,
  isOpen,
  onClose,
}: {
  /** The payment as the operator has looked at it. */
  readonly payment: Pick<components['schemas']['Payment'], 'id' | 'status' | 'review_reason'>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewReasonTexts)];
  const refresh = useRefreshSales();
  const form = useForm<Values>({
    initialValues: { resolution: 'accepted', hours: A_DAY, reference: '', note: '' },
  });
  const resolve = useSendOnce(
    (body: Body, key) =>
      answerOf(
        api.POST('/payments/{id}/resolve-review/', {
          params: { path: { id: payment.id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    async () => {
      notifications.show({ color: 'green', message: texts.resolved });
      form.reset();
      onClose();
      await refresh();
    },
  );
  const close = (): void => {
    form.reset();
    resolve.reset();
    onClose();
  };
  const { resolution } = form.values;
  // Only a completed payment has access that can be extended.
  const choices = (Object.keys(texts.resolutions) as Resolution[]).filter(
    (each) => each !== 'access_extended' || payment.status === 'completed',
  );
  const faults = fieldErrors(resolve.error);
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={texts.resolveTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form
        onSubmit={form.onSubmit(({ hours, reference, note }) => {
          resolve.mutate({
            resolution,
            note: note.trim(),
            ...(payment.review_reason !== null && { review_reason: payment.review_reason }),
            ...(resolution === 'access_extended' && { hours }),
            ...(resolution === 'refunded_outside' && { reference: reference.trim() }),
          });
        })}
      >
        <Stack>
          <Radio.Group aria-label={texts.resolveTitle} {...form.getInputProps('resolution')}>
            <Stack gap="sm">
              {choices.map((each) => (
                <Radio
                  key={each}
                  size="md"
                  value={each}
                  label={texts.resolutions[each]}
                  description={texts.resolutionHints[each]}
                />
              ))}
            </Stack>
          </Radio.Group>
          {resolution === 'access_extended' && (
            <NumberInput
              label={texts.hours}
              required
              min={1}
              max={MAX_HOURS}
              allowDecimal={false}
              inputMode="numeric"
              {...form.getInputProps('hours')}
              error={faults['hours']}
            />
          )}
          {resolution === 'refunded_outside' && (
            <TextInput
              label={texts.refundReference}
              description={texts.refundReferenceHint}
              required
              maxLength={100}
              autoComplete="off"
              {...form.getInputProps('reference')}
              error={faults['reference']}
            />
          )}
          <Textarea
            label={texts.note}
            description={texts.noteHint}
            required
            maxLength={MAX_NOTE}
            {...form.getInputProps('note')}
            error={faults['note']}
          />
          {resolve.isError && Object.keys(faults).length === 0 && (
            <ErrorNotice error={resolve.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={resolve.isPending}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
