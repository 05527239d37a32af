import { NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { usePackageNames, useRouterNames } from '../../api/use-names.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ApiForm } from '../../components/api-form.js';
import { Dialog } from '../../components/dialog.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';

type Body = components['schemas']['GrantAccessRequest'];
type Given = components['schemas']['Entitlement'];

const MAX_REASON = 500;

/** Gives access without a payment, such as to make up for lost time, and shows it. */
export function GiveAccess({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(accessTexts);
  const give = useSendOnce((body: Body, key) =>
    answerOf(
      api.POST('/access/entitlements/', { params: { header: { 'Idempotency-Key': key } }, body }),
    ),
  );
  return (
    <Dialog isOpen={isOpen} isBusy={give.isPending} onClose={onClose} title={texts.giveTitle}>
      <GiveAccessForm give={give.mutateAsync} onClose={onClose} />
    </Dialog>
  );
}

function GiveAccessForm({
  give,
  onClose,
}: {
  readonly give: (body: Body) => Promise<Given>;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const [queryClient, navigate] = [useQueryClient(), useNavigate()];
  const [routers, packages] = [useRouterNames(), usePackageNames()];
  const form = useForm({
    initialValues: { router: '', package: '', phone: '', mac_address: '', reason: '' },
  });
  const [onlyRouter] = routers;
  const router =
    routers.length === 1 && onlyRouter !== undefined ? String(onlyRouter.id) : form.values.router;
  const ofRouter = packages.filter((each) => String(each.router) === router);
  const options = (named: readonly { id: number; name: string }[]) => [
    { value: '', label: texts.choose },
    ...named.map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  return (
    <ApiForm
      form={form}
      send={({ phone, mac_address: mac, ...values }) =>
        give({
          ...values,
          router,
          reason: values.reason.trim(),
          ...(phone.trim() !== '' && { phone: phone.trim() }),
          ...(mac.trim() !== '' && { mac_address: mac.trim() }),
        })
      }
      onDone={async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: ['access'] });
        onClose();
        notifications.show({ color: 'green', message: texts.given });
        await navigate({ to: '/access/$id', params: { id } });
      }}
      submit={texts.give}
      onCancel={onClose}
    >
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
    </ApiForm>
  );
}
