import { Alert, Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors } from '../../api/field-errors.js';
import { CopyButton } from '../../components/copy-button.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { TextLink } from '../../components/links.js';
import { Outside } from '../../layout/outside.js';
import { session } from '../../session/session.js';
import { logInTexts } from '../../texts/log-in.js';
import { useTexts } from '../../texts/use-texts.js';

interface Keys {
  readonly public_key: string;
  readonly private_key: string;
}

/** Create an account, and see its first API keys, which are shown once. */
export function Screen(): ReactNode {
  const texts = useTexts(logInTexts);
  const [keys, setKeys] = useState<Keys | null>(null);
  if (keys) return <FirstKeys keys={keys} />;
  return (
    <Outside title={texts.registerTitle} intro={texts.registerIntro}>
      <RegisterForm onRegistered={setKeys} />
      <Text size="sm" ta="center">
        {texts.hasAccount}{' '}
        <TextLink to="/log-in" className="inline-target">
          {texts.logIn}
        </TextLink>
      </Text>
    </Outside>
  );
}

function RegisterForm({
  onRegistered,
}: {
  readonly onRegistered: (keys: Keys) => void;
}): ReactNode {
  const texts = useTexts(logInTexts);
  const form = useForm({ initialValues: { username: '', email: '', password: '' } });
  const register = useMutation({
    mutationFn: async (values: typeof form.values) => {
      const registration = await answerOf(api.POST('/users/register/', { body: values }));
      // The keys are shown this once, also when the log-in fails: the next screen then asks for it.
      await session.logIn(values.username, values.password).catch(() => undefined);
      return registration.api_key;
    },
    onSuccess: onRegistered,
    onError: (error) => {
      form.setErrors(fieldErrors(error));
    },
  });
  const isShownAtFields =
    register.error instanceof ApiError && Object.keys(register.error.fields).length > 0;
  return (
    <form
      onSubmit={form.onSubmit((values) => {
        if (!register.isPending) register.mutate(values);
      })}
    >
      <Stack>
        <TextInput
          label={texts.username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          {...form.getInputProps('username')}
        />
        <TextInput
          label={texts.email}
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={texts.password}
          description={texts.passwordHint}
          autoComplete="new-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': texts.showPassword, tabIndex: 0 }}
          {...form.getInputProps('password')}
        />
        {register.isError && !isShownAtFields && <ErrorNotice error={register.error} />}
        <Button type="submit" fullWidth loading={register.isPending}>
          {texts.register}
        </Button>
      </Stack>
    </form>
  );
}

function FirstKeys({ keys }: { readonly keys: Keys }): ReactNode {
  const texts = useTexts(logInTexts);
  const navigate = useNavigate();
  return (
    <Outside title={texts.keysTitle} intro={texts.keysIntro}>
      <Alert variant="light" color="green">
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            {texts.publicKey}
          </Text>
          <Code block>{keys.public_key}</Code>
          <Text size="sm" fw={600}>
            {texts.privateKey}
          </Text>
          <Code block className="wrapped">
            {keys.private_key}
          </Code>
          <CopyButton text={keys.private_key} />
        </Stack>
      </Alert>
      <Button fullWidth onClick={() => void navigate({ to: '/first-steps' })}>
        {texts.goOn}
      </Button>
    </Outside>
  );
}
