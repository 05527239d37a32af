import { Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiForm } from '../../components/api-form.js';
import { Card } from '../../components/card.js';
import { SecretInput } from '../../components/secret-input.js';
import { settingsTexts } from '../../texts/settings.js';
import { useTexts } from '../../texts/use-texts.js';

/** Changes the password of the operator. */
export function Password(): ReactNode {
  const texts = useTexts(settingsTexts);
  const form = useForm({ initialValues: { old_password: '', new_password: '' } });
  return (
    <Card>
      <Title order={2} size="h4" mb="md">
        {texts.password}
      </Title>
      <ApiForm
        form={form}
        send={(body) => answerOf(api.POST('/users/change-password/', { body }))}
        onDone={() => {
          form.reset();
          notifications.show({ message: texts.passwordChanged, withCloseButton: false });
        }}
        submit={texts.changePassword}
      >
        <SecretInput
          label={texts.oldPassword}
          autoComplete="current-password"
          maw="24rem"
          {...form.getInputProps('old_password')}
        />
        <SecretInput
          label={texts.newPassword}
          description={texts.passwordHint}
          maw="24rem"
          {...form.getInputProps('new_password')}
        />
      </ApiForm>
    </Card>
  );
}
