import { NativeSelect, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { ApiForm } from '../../components/api-form.js';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { commonTexts } from '../../texts/common.js';
import { keysTexts } from '../../texts/keys.js';
import { settingsTexts } from '../../texts/settings.js';
import { useTexts } from '../../texts/use-texts.js';

type Settings = components['schemas']['PaymentSettings'];
const PROVIDERS = ['instasend', 'kopokopo'] as const;
const REVERSALS = ['keep', 'revoke'] as const;
const KEY = ['keys', 'settings'] as const;

/** Through whom payments go, and what follows when money is taken back. */
export function PaymentSettings(): ReactNode {
  const settings = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answerOf(api.GET('/payments/settings/', { signal })),
  });
  if (settings.data) return <SettingsForm settings={settings.data} />;
  return settings.isError ? (
    <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
  ) : (
    <ListSkeleton />
  );
}

function SettingsForm({ settings }: { readonly settings: Settings }): ReactNode {
  const [common, keys, texts] = [
    useTexts(commonTexts),
    useTexts(keysTexts),
    useTexts(settingsTexts),
  ];
  const queryClient = useQueryClient();
  const form = useForm<Record<'preferred_provider' | 'on_reversal', string>>({
    initialValues: {
      preferred_provider: settings.preferred_provider ?? '',
      on_reversal: settings.on_reversal,
    },
  });
  return (
    <Card>
      <Title order={2} size="h4" mb="md">
        {texts.payments}
      </Title>
      <ApiForm
        form={form}
        send={(values) =>
          answerOf(
            api.PUT('/payments/settings/', {
              body: {
                preferred_provider:
                  PROVIDERS.find((each) => each === values.preferred_provider) ?? null,
                on_reversal: REVERSALS.find((each) => each === values.on_reversal) ?? 'keep',
              },
            }),
          )
        }
        onDone={(saved) => {
          queryClient.setQueryData(KEY, saved);
          notifications.show({ message: common.saved, withCloseButton: false });
        }}
        submit={common.save}
      >
        <NativeSelect
          label={texts.preferredProvider}
          description={texts.preferredHint}
          maw="24rem"
          data={[
            { value: '', label: texts.firstAvailable },
            ...PROVIDERS.map((value) => ({ value, label: keys.providers[value] })),
          ]}
          {...form.getInputProps('preferred_provider')}
        />
        <NativeSelect
          label={texts.onReversal}
          maw="24rem"
          data={REVERSALS.map((value) => ({ value, label: texts.reversals[value] }))}
          {...form.getInputProps('on_reversal')}
        />
      </ApiForm>
    </Card>
  );
}
