import { NativeSelect, NumberInput, Radio, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiForm } from '../../components/api-form.js';
import { PlainInput } from '../../components/plain-input.js';
import { SecretInput } from '../../components/secret-input.js';
import { commonTexts } from '../../texts/common.js';
import { keysTexts } from '../../texts/keys.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { type AccessMethod, type Router } from './routers.js';

const METHODS: readonly AccessMethod[] = ['radius', 'routeros_api', 'none'];
const PROVIDERS = ['instasend', 'kopokopo'] as const;
type PreferredProvider = '' | (typeof PROVIDERS)[number];
const COA_PORT = 3799;

interface Values extends Record<string, unknown> {
  name: string;
  host: string;
  access_method: AccessMethod;
  username: string;
  password: string;
  port: number | '';
  use_https: boolean;
  verify_certificate: boolean;
  coa_port: number | '';
  wireguard_public_key: string;
  portal_url: string;
  preferred_provider: PreferredProvider;
}

/** Where MikroTik routers are, and who their administrator is, before anybody has changed it. */
const NEW: Values = {
  name: '',
  host: '192.168.88.1',
  access_method: 'radius',
  username: 'admin',
  password: '',
  port: '',
  use_https: false,
  verify_certificate: true,
  coa_port: COA_PORT,
  wireguard_public_key: '',
  portal_url: '',
  preferred_provider: '',
};

/** Adds a router, or changes one. */
export function RouterForm({
  router,
  onDone,
  onCancel,
}: {
  /** Absent: a new one. */
  readonly router?: Router;
  readonly onDone: (router: Router) => void;
  readonly onCancel?: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(routersTexts)];
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: router ? valuesOf(router) : NEW });
  return (
    <ApiForm
      form={form}
      send={(values) => (router ? change(router, values) : add(values))}
      onDone={(saved) => {
        void queryClient.invalidateQueries({ queryKey: ['routers'] });
        onDone(saved);
      }}
      submit={router ? common.save : texts.save}
      onCancel={onCancel}
    >
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        required
        withAsterisk={false}
        maxLength={100}
        {...form.getInputProps('name')}
      />
      <PlainInput label={texts.host} description={texts.hostHint} {...form.getInputProps('host')} />
      <Radio.Group size="md" label={texts.accessMethod} {...form.getInputProps('access_method')}>
        <Stack gap="sm" mt="xs">
          {METHODS.map((method) => (
            <Radio
              key={method}
              value={method}
              label={texts.accessMethods[method]}
              description={texts.accessMethodHints[method]}
            />
          ))}
        </Stack>
      </Radio.Group>
      <PlainInput label={texts.username} {...form.getInputProps('username')} />
      <SecretInput
        label={texts.password}
        description={router ? texts.passwordKept : texts.passwordHint}
        required={false}
        {...form.getInputProps('password')}
      />
      <MoreSettings form={form} isNew={!router} />
    </ApiForm>
  );
}

/** What most routers do not need. */
function MoreSettings({
  form,
  isNew,
}: {
  readonly form: ReturnType<typeof useForm<Values>>;
  readonly isNew: boolean;
}): ReactNode {
  const [texts, keys] = [useTexts(routersTexts), useTexts(keysTexts)];
  return (
    <details className="more">
      <summary>{texts.more}</summary>
      <Stack mt="md">
        <NumberInput
          label={texts.port}
          description={texts.portHint}
          {...WHOLE}
          {...form.getInputProps('port')}
        />
        <Switch label={texts.https} {...form.getInputProps('use_https', { type: 'checkbox' })} />
        {form.values.use_https && (
          <Switch
            label={texts.verifyCertificate}
            {...form.getInputProps('verify_certificate', { type: 'checkbox' })}
          />
        )}
        {form.values.access_method === 'radius' && !isNew && (
          <>
            <PlainInput
              label={texts.tunnelKey}
              description={texts.tunnelKeyHint}
              required={false}
              {...form.getInputProps('wireguard_public_key')}
            />
            <NumberInput label={texts.coaPort} {...WHOLE} {...form.getInputProps('coa_port')} />
          </>
        )}
        <PlainInput
          label={texts.ownPortal}
          description={texts.ownPortalHint}
          required={false}
          placeholder="https://"
          {...form.getInputProps('portal_url')}
        />
        <NativeSelect
          label={texts.preferredProvider}
          data={[
            { value: '', label: texts.anyProvider },
            ...PROVIDERS.map((value) => ({ value, label: keys.providers[value] })),
          ]}
          {...form.getInputProps('preferred_provider')}
        />
      </Stack>
    </details>
  );
}

const WHOLE = { hideControls: true, allowDecimal: false, allowNegative: false } as const;

const valuesOf = (router: Router): Values => ({
  name: router.name,
  host: router.host,
  access_method: router.access_method,
  username: router.username,
  password: '',
  port: router.port,
  use_https: router.use_https,
  verify_certificate: router.verify_certificate,
  coa_port: router.coa_port,
  wireguard_public_key: router.wireguard_public_key ?? '',
  portal_url: router.portal_url ?? '',
  preferred_provider: router.preferred_provider ?? '',
});

const fieldsOf = (values: Values) => ({
  name: values.name.trim(),
  host: values.host.trim(),
  access_method: values.access_method,
  username: values.username.trim(),
  use_https: values.use_https,
  verify_certificate: values.verify_certificate,
  ...(values.port === '' ? {} : { port: values.port }),
  coa_port: values.coa_port === '' ? COA_PORT : values.coa_port,
  wireguard_public_key: emptyAsNull(values.wireguard_public_key),
  portal_url: emptyAsNull(values.portal_url),
  preferred_provider: values.preferred_provider === '' ? null : values.preferred_provider,
});

const emptyAsNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const add = (values: Values): Promise<Router> =>
  answerOf(api.POST('/routers/', { body: { ...fieldsOf(values), password: values.password } }));

/** A password that was not typed stays what it is. */
const change = ({ id }: Router, values: Values): Promise<Router> =>
  answerOf(
    api.PATCH('/routers/{id}/', {
      params: { path: { id } },
      body: {
        ...fieldsOf(values),
        ...(values.password === '' ? {} : { password: values.password }),
      },
    }),
  );
