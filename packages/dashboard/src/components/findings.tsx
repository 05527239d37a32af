import { Stack, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { type components } from '../api/openapi.js';
import { usePreferences } from '../preferences/preferences.js';
import { diagnosisTexts } from '../texts/diagnosis.js';
import { findingSentence } from '../texts/finding-sentences.js';
import { useTexts } from '../texts/use-texts.js';
import { Instant } from './instant.js';

type Finding = components['schemas']['Finding'];

/**
 * Why a customer is not online: each reason with what to do, the first one to deal with first; or
 * that nothing of it was found.
 */
export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const texts = useTexts(diagnosisTexts);
  const { language } = usePreferences();
  if (findings.length === 0) {
    return (
      <div>
        <Text fw={600}>{texts.nothing}</Text>
        <Text c="dimmed">{texts.nothingToDo}</Text>
      </div>
    );
  }
  return (
    <Stack gap="sm">
      {findings.length > 1 && (
        <Text size="sm" c="dimmed">
          {texts.intro}
        </Text>
      )}
      <ol className="findings">
        {findings.map(({ code, problem, action, at }) => (
          <li key={code}>
            <Text fw={600}>
              {findingSentence(problem, language)}
              {at !== null && (
                <Text component="span" size="sm" c="dimmed" fw={400}>
                  {' '}
                  <Instant at={at} />
                </Text>
              )}
            </Text>
            <Text>
              <Text component="span" c="dimmed">
                {texts.toDo}:
              </Text>{' '}
              {findingSentence(action, language)}
            </Text>
          </li>
        ))}
      </ol>
    </Stack>
  );
}
