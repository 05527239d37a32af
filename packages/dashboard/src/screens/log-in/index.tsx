import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { basePath } from '../../base-path.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { TextLink } from '../../components/links.js';
import { PlainInput } from '../../components/plain-input.js';
import { SecretInput } from '../../components/secret-input.js';
import { Outside } from '../../layout/outside.js';
import { session } from '../../session/session.js';
import { useSession } from '../../session/use-session.js';
import { logInTexts } from '../../texts/log-in.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';

/** Log in, and go on to where one was. */
export function Screen(): ReactNode {
  const texts = useTexts(logInTexts);
  const state = useSession();
  const form = useForm({ initialValues: { username: '', password: '' } });
  const logIn = useMutation({
    mutationFn: ({ username, password }: typeof form.values) =>
      session.logIn(username.trim(), password),
    onError: () => {
      form.setFieldValue('password', '');
    },
  });
  useGoOn();
  return (
    <Outside title={texts.title} intro={texts.intro}>
      {state.status === 'out' && state.reason === 'expired' && !logIn.isError && (
        <Alert variant="light" color="blue">
          {texts.expired}
        </Alert>
      )}
      <form
        onSubmit={form.onSubmit((values) => {
          if (!logIn.isPending) logIn.mutate(values);
        })}
      >
        <Stack>
          <PlainInput
            label={texts.username}
            autoComplete="username"
            {...form.getInputProps('username')}
          />
          <SecretInput
            label={texts.password}
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          {logIn.isError && <ErrorNotice error={logIn.error} />}
          <Button type="submit" fullWidth loading={logIn.isPending}>
            {texts.logIn}
          </Button>
        </Stack>
      </form>
      <Text size="sm" ta="center">
        {texts.noAccount}{' '}
        <TextLink to="/register" className="inline-target">
          {texts.registerTitle}
        </TextLink>
      </Text>
    </Outside>
  );
}

/** Who is logged in already, in this tab or by another one, does not see this screen. */
function useGoOn(): void {
  const { next } = useSearchValues()[0];
  const { status } = useSession();
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    // Without an answer the form is shown, and says so when it is used.
    session.start().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (status !== 'in') return;
    // The path of a screen, without that of the dashboard, so it leads nowhere else.
    if (next?.startsWith('/') === true) router.history.replace(basePath + next.slice(1));
    else void navigate({ to: '/', replace: true });
  }, [status, next, navigate, router]);
}
