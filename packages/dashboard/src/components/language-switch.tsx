import { Button } from '@mantine/core';
import { Languages } from 'lucide-react';
import { type ReactNode } from 'react';
import { LANGUAGES, setPreferences, usePreferences } from '../preferences/preferences.js';
import { commonTexts } from '../texts/common.js';

/** Changes to the other language, by its own name. */
export function LanguageSwitch(): ReactNode {
  const { language } = usePreferences();
  const other = LANGUAGES.find((each) => each !== language) ?? language;
  return (
    <Button
      variant="subtle"
      color="gray"
      lang={other}
      leftSection={<Languages size={18} aria-hidden />}
      onClick={() => {
        setPreferences({ language: other });
      }}
    >
      {commonTexts[other].languages[other]}
    </Button>
  );
}
