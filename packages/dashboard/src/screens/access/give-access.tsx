import {
  Button,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors } from '../../api/field-errors.js';
import { usePackageNames, useRouterNames } from '../../api/use-names.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';

const MAX_REASON = 500;
const EMPTY = { router: '', package: '', phone: '', mac_address: '', reason: '' };

/** Gives access without a payment, such as to make up for lost time, and shows it. */
export function GiveAccess({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const give = useGiveAccess(onClose);
  const close = (): void => {
    if (give.isPending) return;
    give.reset();
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={texts.giveTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <GiveAccessForm give={give} onClose={close} />
    </Modal>
  );
}

/**
 * Gives access once, also when the question is closed after a lost answer and asked again: so it
 * stands above the form, which is gone while the question is closed.
 */
function useGiveAccess(onGiven: () => void) {
  const texts = useTexts(accessTexts);
  const [queryClient, navigate] = [useQueryClient(), useNavigate()];
  return useSendOnce(
    (body: typeof EMPTY, key) =>
      answerOf(
        api.POST('/access/entitlements/', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            router: body.router,
            package: body.package,
            reason: body.reason.trim(),
            ...(body.phone.trim() !== '' && { phone: body.phone.trim() }),
            ...(body.mac_address.trim() !== '' && { mac_address: body.mac_address.trim() }),
          },
        }),
      ),
    async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['access'] });
      onGiven();
      notifications.show({ color: 'green', message: texts.given });
      await navigate({ to: '/access/$id', params: { id } });
    },
  );
}

function GiveAccessForm({
  give,
  onClose,
}: {
  readonly give: ReturnType<typeof useGiveAccess>;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  const form = useForm({ initialValues: EMPTY });
  const { values } = form;
  const [onlyRouter] = routers;
  const router =
    routers.length === 1 && onlyRouter !== undefined ? String(onlyRouter.id) : values.router;
  const ofRouter = packages.filter((each) => String(each.router) === router);
  const options = (named: readonly { id: number; name: string }[]) => [
    { value: '', label: texts.choose },
    ...named.map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  return (
    <form
      onSubmit={form.onSubmit((typed) => {
        give.mutate(
          { ...typed, router },
          {
            onError: (error) => {
              form.setErrors(fieldErrors(error));
            },
          },
        );
      })}
    >
      <Stack>
        <Text>{texts.giveIntro}</Text>
        {routers.length > 1 && (
          <NativeSelect
            label={texts.router}
            required
            data={options(routers)}
            {...form.getInputProps('router')}
          />
        )}
        <NativeSelect
          label={texts.package}
          required
          data={options(ofRouter)}
          disabled={router === ''}
          {...form.getInputProps('package')}
        />
        <TextInput
          label={texts.givePhone}
          description={texts.optional}
          type="tel"
          {...form.getInputProps('phone')}
        />
        <TextInput
          label={texts.giveMac}
          description={`${texts.optional}. ${texts.giveMacHint}`}
          autoComplete="off"
          {...form.getInputProps('mac_address')}
        />
        <Textarea
          label={common.reason}
          description={common.reasonHint}
          required
          maxLength={MAX_REASON}
          {...form.getInputProps('reason')}
        />
        {give.isError && Object.keys(form.errors).length === 0 && (
          <ErrorNotice error={give.error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" disabled={give.isPending} onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={give.isPending}>
            {texts.give}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
