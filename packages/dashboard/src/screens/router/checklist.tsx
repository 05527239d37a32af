import './router.css';
import { Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Instant } from '../../components/instant.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Updated } from '../../components/updated.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { useProgress } from '../routers/router-state.js';
import { type Router } from '../routers/routers.js';

/** The steps of the set-up; each turns green when the server has seen it. */
export function Checklist({ router }: { readonly router: Router }): ReactNode {
  const texts = useTexts(routersTexts);
  const progress = useProgress(router);
  return (
    <Card>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4">
            {texts.checklist}
          </Title>
          <Updated query={progress} />
        </div>
        {progress.isError && !progress.data && (
          <ErrorNotice error={progress.error} onRetry={() => void progress.refetch()} />
        )}
        <ul className="checklist">
          {progress.data?.checklist.map(({ step, seen_at: seen }) => (
            <li key={step} className="sentence">
              <StatusBadge tone={seen === null ? 'waiting' : 'good'}>
                {texts.steps[step]}
              </StatusBadge>
              <Text size="sm" c="dimmed" className="checklist-note">
                {seen === null ? (
                  `${texts.notSeen}. ${texts.stepHints[step]}`
                ) : (
                  <>
                    {texts.seen} <Instant at={seen} />
                  </>
                )}
              </Text>
            </li>
          ))}
        </ul>
      </Stack>
    </Card>
  );
}
