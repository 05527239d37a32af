import { NativeSelect, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { Choice } from '../../components/choice.js';
import { Page } from '../../components/page.js';
import {
  type Language,
  LANGUAGES,
  setPreferences,
  usePreferences,
} from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { settingsTexts } from '../../texts/settings.js';
import { useTexts } from '../../texts/use-texts.js';
import { ApiKeys } from './api-keys.js';
import { Password } from './password.js';
import { PaymentSettings } from './payment-settings.js';

/** What an operator chooses for this browser. */
export function Screen(): ReactNode {
  const common = useTexts(commonTexts);
  return (
    <Page title={common.screens.settings}>
      <Display />
      <PaymentSettings />
      <Password />
      <ApiKeys />
    </Page>
  );
}

const APPEARANCES = ['auto', 'light', 'dark'] as const;

function Display(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(settingsTexts)];
  const { language, timeZone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card>
      <Stack gap="lg">
        <div>
          <Title order={2} size="h4">
            {texts.display}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.displayIntro}
          </Text>
        </div>
        <Choice
          label={common.language}
          value={language}
          options={LANGUAGES.map((each) => ({ value: each, label: common.languages[each] }))}
          onChange={(chosen: Language) => {
            setPreferences({ language: chosen });
          }}
        />
        <Choice
          label={common.appearance}
          value={colorScheme}
          options={APPEARANCES.map((each) => ({ value: each, label: common.appearances[each] }))}
          onChange={setColorScheme}
        />
        <NativeSelect
          label={common.timeZone}
          description={texts.timeZoneHint}
          value={timeZone}
          maw="24rem"
          data={Intl.supportedValuesOf('timeZone')}
          onChange={({ currentTarget }) => {
            setPreferences({ timeZone: currentTarget.value });
          }}
        />
      </Stack>
    </Card>
  );
}
