import './portal.css';
import { NativeSelect, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { ApiForm } from '../../components/api-form.js';
import { Card } from '../../components/card.js';
import { Choice } from '../../components/choice.js';
import { PortalPreview, type PreviewRequest } from '../../components/portal-preview.js';
import { type Language, LANGUAGES, usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { portalTexts } from '../../texts/portal.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { ColorField } from './color-field.js';
import { LogoField } from './logo-field.js';

type Settings = components['schemas']['PortalSettings'];
export type Fields = {
  readonly [Name in Exclude<keyof Settings, 'router'>]: string;
};
const NAMES = ['name', 'color', 'logo', 'support_phone', 'terms_url', 'notice'] as const;

/** The settings of a portal beside what they make of it. */
export function LookForm({
  settings,
  scope,
  routers,
}: {
  readonly settings: Settings;
  /** The router that they are for; null: all of them. */
  readonly scope: Router | null;
  readonly routers: readonly Router[];
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(portalTexts)];
  const queryClient = useQueryClient();
  const form = useForm<Fields>({ initialValues: fieldsOf(settings) });
  const id = scope?.id ?? null;
  const { getValues, setFieldValue } = form;
  const keepLogo = useCallback(
    (logo: string | null) => {
      if (getValues().logo !== (logo ?? '')) setFieldValue('logo', logo ?? '');
    },
    [getValues, setFieldValue],
  );
  return (
    <div className="look">
      <Card>
        <ApiForm
          form={form}
          send={(values) =>
            answerOf(
              api.PUT('/portal/settings/', {
                params: { query: id === null ? {} : { router: id } },
                body: bodyOf(values),
              }),
            )
          }
          onDone={(saved) => {
            form.setValues(fieldsOf(saved));
            form.resetDirty(fieldsOf(saved));
            queryClient.setQueryData(['portal', 'settings', id], saved);
            notifications.show({ message: texts.saved, withCloseButton: false });
          }}
          submit={common.save}
        >
          <TextInput
            label={texts.name}
            description={texts.nameHint}
            maxLength={60}
            {...form.getInputProps('name')}
          />
          <ColorField {...form.getInputProps('color')} value={form.values.color} />
          <LogoField
            value={form.values.logo}
            error={form.errors['logo']}
            onChange={(logo) => {
              form.setFieldValue('logo', logo);
            }}
          />
          <TextInput
            label={texts.supportPhone}
            type="tel"
            autoComplete="off"
            placeholder="0712 345 678"
            {...form.getInputProps('support_phone')}
          />
          <Textarea
            label={texts.notice}
            description={texts.noticeHint}
            maxLength={200}
            {...form.getInputProps('notice')}
          />
          <TextInput
            label={texts.termsUrl}
            description={texts.termsHint}
            type="url"
            autoComplete="off"
            {...form.getInputProps('terms_url')}
          />
        </ApiForm>
      </Card>
      <Preview fields={form.values} scope={scope} routers={routers} onLogo={keepLogo} />
    </div>
  );
}

function Preview({
  fields,
  scope,
  routers,
  onLogo,
}: {
  readonly fields: Fields;
  readonly scope: Router | null;
  readonly routers: readonly Router[];
  readonly onLogo: (logo: string | null) => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(portalTexts)];
  const [language, setLanguage] = useState<Language>(usePreferences().language);
  const [chosen, setChosen] = useState(routers[0]?.id ?? 0);
  const router = scope?.id ?? chosen;
  const isForOne = scope !== null;
  const request = useMemo<PreviewRequest>(
    () => ({
      ...bodyOf(fields),
      router,
      language,
      settings_for: isForOne ? 'router' : 'all',
    }),
    [fields, router, language, isForOne],
  );
  return (
    <Stack gap="md" className="look-preview" component="section" aria-label={texts.preview}>
      <div>
        <Title order={2} size="h4">
          {texts.preview}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.previewHint}
        </Text>
      </div>
      <Choice
        label={texts.previewLanguage}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: common.languages[value] }))}
        onChange={setLanguage}
      />
      {!isForOne && routers.length > 1 && (
        <NativeSelect
          label={texts.previewRouter}
          value={String(chosen)}
          data={routers.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={({ currentTarget }) => {
            setChosen(Number(currentTarget.value));
          }}
        />
      )}
      <PortalPreview request={request} onLogo={onLogo} />
    </Stack>
  );
}

const fieldsOf = (settings: Settings): Fields =>
  Object.fromEntries(NAMES.map((name) => [name, settings[name] ?? ''])) as Fields;

/** An empty field is not set. Line breaks of the notice are blanks, because it is one line. */
const bodyOf = (fields: Fields) =>
  Object.fromEntries(
    NAMES.map((name) => {
      const text = fields[name].replace(/\s*\n\s*/g, ' ').trim();
      return [name, text === '' ? null : text];
    }),
  ) as Record<(typeof NAMES)[number], string | null>;
