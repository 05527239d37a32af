import { NumberInput, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ApiForm } from '../../components/api-form.js';
import { Dialog } from '../../components/dialog.js';
import { commonTexts } from '../../texts/common.js';
import { reviewReasonTexts } from '../../texts/review-reasons.js';
import { useTexts } from '../../texts/use-texts.js';
import { useRefreshSales } from './actions.js';

type Body = components['schemas']['ResolveReviewRequest'];
type Resolution = Body['resolution'];
type Payment = Pick<components['schemas']['Payment'], 'id' | 'status' | 'review_reason'>;

interface Values extends Record<string, unknown> {
  resolution: Resolution;
  hours: number;
  reference: string;
  note: string;
}

const MAX_NOTE = 500;
const MAX_HOURS = 8760;
const A_DAY = 24;

/** Asks what an operator has done about a payment under review, and closes the review. */
export function ResolveReview({
  payment,
  onClose,
}: {
  /** The payment as the operator has looked at it; null while nothing is asked. */
  readonly payment: Payment | null;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(reviewReasonTexts);
  const resolve = useSendOnce(({ id, ...body }: Body & { readonly id: string }, key) =>
    answerOf(
      api.POST('/payments/{id}/resolve-review/', {
        params: { path: { id }, header: { 'Idempotency-Key': key } },
        body,
      }),
    ),
  );
  if (payment === null) return null;
  return (
    <Dialog isOpen isBusy={resolve.isPending} onClose={onClose} title={texts.resolveTitle}>
      <ResolveForm
        payment={payment}
        resolve={(body) => resolve.mutateAsync({ id: payment.id, ...body })}
        onClose={onClose}
      />
    </Dialog>
  );
}

function ResolveForm({
  payment,
  resolve,
  onClose,
}: {
  readonly payment: Payment;
  readonly resolve: (body: Body) => Promise<unknown>;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(reviewReasonTexts)];
  const refresh = useRefreshSales();
  const form = useForm<Values>({
    initialValues: { resolution: 'accepted', hours: A_DAY, reference: '', note: '' },
  });
  const { resolution } = form.values;
  // Only a completed payment has access that can be extended.
  const choices = (Object.keys(texts.resolutions) as Resolution[]).filter(
    (each) => each !== 'access_extended' || payment.status === 'completed',
  );
  return (
    <ApiForm
      form={form}
      send={({ hours, reference, note }) =>
        resolve({
          resolution,
          note: note.trim(),
          ...(payment.review_reason !== null && { review_reason: payment.review_reason }),
          ...(resolution === 'access_extended' && { hours }),
          ...(resolution === 'refunded_outside' && { reference: reference.trim() }),
        })
      }
      onDone={() => {
        notifications.show({ color: 'green', message: texts.resolved });
        onClose();
        return refresh();
      }}
      submit={common.save}
      onCancel={onClose}
    >
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
        />
      )}
      <Textarea
        label={texts.note}
        description={texts.noteHint}
        required
        maxLength={MAX_NOTE}
        {...form.getInputProps('note')}
      />
    </ApiForm>
  );
}
