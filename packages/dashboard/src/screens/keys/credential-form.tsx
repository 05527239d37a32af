import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { ApiForm } from '../../components/api-form.js';
import { Choice } from '../../components/choice.js';
import { PlainInput } from '../../components/plain-input.js';
import { SecretInput } from '../../components/secret-input.js';
import { hasSimulator } from '../../server-facts.js';
import { keysTexts } from '../../texts/keys.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential } from './credentials.js';

type Provider = Credential['provider'];
type Environment = Credential['environment'];

/** Keys of the form that the simulator accepts. */
const TEST_KEYS = { api_key: 'ISPubKey_test_simulator', private_key: 'ISSecretKey_test_simulator' };

const EMPTY = {
  api_key: '',
  private_key: '',
  client_id: '',
  client_secret: '',
  till_number: '',
};

/** Adds keys of a provider. */
export function CredentialForm({
  onAdded,
  onCancel,
}: {
  readonly onAdded: (credential: Credential) => void;
  readonly onCancel?: () => void;
}): ReactNode {
  const texts = useTexts(keysTexts);
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: {
      provider: 'instasend',
      environment: hasSimulator ? 'sandbox' : 'live',
      ...EMPTY,
    },
  });
  const { provider, environment } = form.values;
  const send = (values: Values): Promise<Credential> =>
    answerOf(api.POST('/payments/credentials/', { body: bodyOf(values) }));
  return (
    <ApiForm
      form={form}
      send={send}
      onDone={(added) => {
        void queryClient.invalidateQueries({ queryKey: ['keys'] });
        onAdded(added);
      }}
      submit={texts.save}
      onCancel={onCancel}
    >
      <Choice
        label={texts.provider}
        value={provider}
        options={(['instasend', 'kopokopo'] as const).map((value) => ({
          value,
          label: texts.providers[value],
        }))}
        onChange={(value) => {
          form.setValues({ ...EMPTY, provider: value });
          form.clearErrors();
        }}
      />
      <Choice
        label={texts.environment}
        description={texts.environmentHint}
        value={environment}
        options={(['sandbox', 'live'] as const).map((value) => ({
          value,
          label: texts.environments[value],
        }))}
        onChange={(value) => {
          form.setFieldValue('environment', value);
        }}
      />
      {provider === 'instasend' ? <IntaSendFields form={form} /> : <KopoKopoFields form={form} />}
    </ApiForm>
  );
}

interface FieldsProps {
  readonly form: ReturnType<typeof useForm<Values>>;
}
interface Values extends Record<string, unknown> {
  provider: Provider;
  environment: Environment;
  api_key: string;
  private_key: string;
  client_id: string;
  client_secret: string;
  till_number: string;
}

function IntaSendFields({ form }: FieldsProps): ReactNode {
  const texts = useTexts(keysTexts);
  return (
    <>
      {hasSimulator && form.values.environment === 'sandbox' && (
        <Alert variant="light" color="green">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{texts.useTestKeysHint}</Text>
            <Button
              variant="default"
              h="auto"
              py="sm"
              styles={{ label: { whiteSpace: 'normal' } }}
              onClick={() => {
                form.setValues(TEST_KEYS);
                form.clearErrors();
              }}
            >
              {texts.useTestKeys}
            </Button>
          </Stack>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {texts.whereIntaSend}
      </Text>
      <PlainInput
        label={texts.publishableKey}
        description={texts.publishableKeyHint}
        {...form.getInputProps('api_key')}
      />
      <SecretInput
        label={texts.secretKey}
        description={texts.secretKeyHint}
        {...form.getInputProps('private_key')}
      />
    </>
  );
}

function KopoKopoFields({ form }: FieldsProps): ReactNode {
  const texts = useTexts(keysTexts);
  return (
    <>
      <Text size="sm" c="dimmed">
        {texts.whereKopoKopo}
      </Text>
      <PlainInput label={texts.clientId} {...form.getInputProps('client_id')} />
      <SecretInput
        label={texts.clientSecret}
        description={texts.clientSecretHint}
        {...form.getInputProps('client_secret')}
      />
      <SecretInput
        label={texts.apiKey}
        description={texts.apiKeyHint}
        {...form.getInputProps('api_key')}
      />
      <PlainInput
        label={texts.till}
        description={texts.tillHint}
        {...form.getInputProps('till_number')}
      />
    </>
  );
}

type CreateBody =
  | components['schemas']['CreateCredentialRequest']
  | components['schemas']['CreateCredentialRequestKopokopo'];

function bodyOf(values: Values): CreateBody {
  const { provider, environment, api_key, private_key, client_id, client_secret, till_number } =
    values;
  return provider === 'kopokopo'
    ? { provider, environment, client_id, client_secret, api_key, till_number }
    : { provider, environment, api_key, private_key };
}
