import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ApiError } from '../../api/api-error.js';
import { type components } from '../../api/openapi.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorNotice, useErrorSentence } from '../../components/error-notice.js';
import { Findings } from '../../components/findings.js';
import { LinkButton } from '../../components/links.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { formatPhone } from '../../format/phone.js';
import { live } from '../../live/live.js';
import { commonTexts } from '../../texts/common.js';
import { diagnosisTexts } from '../../texts/diagnosis.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { Chain } from './chain.js';
import { Connections } from './connections.js';
import { Devices } from './devices.js';
import { EntitlementActions } from './entitlement-actions.js';
import { EntitlementFacts } from './entitlement-facts.js';
import { History } from './history.js';
import { Part } from '../../components/part.js';

export type Details = components['schemas']['EntitlementDetails'];

const NOT_FOUND = 404;

/** One access of a customer: what it is, why it does not work, and what can be done about it. */
export function Screen(): ReactNode {
  const common = useTexts(commonTexts);
  const { id = '' } = useParams({ strict: false });
  const details = useQuery({
    queryKey: ['access', 'one', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/access/entitlements/{id}/', { params: { path: { id } }, signal })),
    ...live,
  });
  if (details.data) return <Entitlement details={details.data} age={<Updated query={details} />} />;
  return (
    <Page title={common.screens.entitlement}>
      {details.isPending ? (
        <Skeleton height={240} />
      ) : (
        <NotShown error={details.error} onRetry={() => void details.refetch()} />
      )}
    </Page>
  );
}

function Entitlement({
  details,
  age,
}: {
  readonly details: Details;
  readonly age: ReactNode;
}): ReactNode {
  const [texts, diagnosis] = [useTexts(entitlementTexts), useTexts(diagnosisTexts)];
  const { phone_number: phone } = details;
  return (
    <Page
      title={phone === '' ? texts.unknownPhone : formatPhone(phone)}
      aside={age}
      actions={<EntitlementActions details={details} />}
    >
      <Stack gap="lg">
        <EntitlementFacts details={details} />
        {details.state === 'running' && !details.online && (
          <Part title={diagnosis.title}>
            <Findings findings={details.diagnosis} />
          </Part>
        )}
        <Devices details={details} />
        <Connections details={details} />
        <Chain details={details} />
        <History details={details} />
      </Stack>
    </Page>
  );
}

function NotShown({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}): ReactNode {
  const texts = useTexts(entitlementTexts);
  const sentence = useErrorSentence();
  if (!(error instanceof ApiError) || error.status !== NOT_FOUND) {
    return <ErrorNotice error={error} onRetry={onRetry} />;
  }
  return (
    <Card>
      <EmptyState
        title={sentence(error)}
        action={
          <LinkButton to="/access" search={{ view: 'all' }}>
            {texts.notFoundAction}
          </LinkButton>
        }
      />
    </Card>
  );
}
