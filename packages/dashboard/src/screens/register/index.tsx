import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiForm } from '../../components/api-form.js';
import { CopyButton } from '../../components/copy-button.js';
import { TextLink } from '../../components/links.js';
import { PlainInput } from '../../components/plain-input.js';
import { SecretInput } from '../../components/secret-input.js';
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
  return (
    <ApiForm
      form={form}
      send={async (values) => {
        const registration = await answerOf(api.POST('/users/register/', { body: values }));
        // The keys are shown this once, also when the log-in fails: the next screen then asks for it.
        await session.logIn(values.username, values.password).catch(() => undefined);
        return registration.api_key;
      }}
      onDone={onRegistered}
      submit={texts.register}
      isWide
    >
      <PlainInput
        label={texts.username}
        autoComplete="username"
        {...form.getInputProps('username')}
      />
      <PlainInput
        label={texts.email}
        type="email"
        autoComplete="email"
        {...form.getInputProps('email')}
      />
      <SecretInput
        label={texts.password}
        description={texts.passwordHint}
        {...form.getInputProps('password')}
      />
    </ApiForm>
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
