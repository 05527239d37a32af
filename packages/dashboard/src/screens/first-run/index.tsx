import './first-run.css';
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { ListSkeleton } from '../../components/list-skeleton.js';
import { Page } from '../../components/page.js';
import { formatMoney } from '../../format/money.js';
import { commonTexts } from '../../texts/common.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { keysTexts } from '../../texts/keys.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Credential, useCredentials } from '../keys/credentials.js';
import { CredentialForm } from '../keys/credential-form.js';
import { Verification } from '../keys/verification.js';
import { durationText, type Package, usePackages } from '../packages/packages.js';
import { PackageForm } from '../packages/package-form.js';
import { RouterForm } from '../routers/router-form.js';
import { type Router, useRouters } from '../routers/routers.js';
import { NextSteps } from './next-steps.js';
import { Step } from './step.js';
import { Paid, TestSale } from './test-sale.js';
import { WebhookHint } from './webhook-hint.js';

/** The steps from a new account to a first sale. What is done already, the server says. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(firstRunTexts)];
  const [credentials, routers, packages, sales] = [
    useCredentials(),
    useRouters(),
    usePackages(),
    useFirstSale(),
  ];
  const queries = [credentials, routers, packages, sales];
  const failed = queries.find(({ data, isError }) => isError && data === undefined);
  const retry = (): void => {
    for (const query of queries) if (query.isError) void query.refetch();
  };
  const isFinished = (sales.data?.results.length ?? 0) > 0;
  return (
    <Page
      title={common.screens.firstRun}
      aside={<Text c="dimmed">{isFinished ? texts.finishedIntro : texts.intro}</Text>}
    >
      {failed ? (
        <ErrorNotice error={failed.error} onRetry={retry} />
      ) : credentials.data && routers.data && packages.data && sales.data ? (
        <Steps
          credentials={credentials.data.results}
          routers={routers.data}
          packages={packages.data}
          sale={sales.data.results[0]}
        />
      ) : (
        <ListSkeleton />
      )}
    </Page>
  );
}

/** A completed payment, if there is any. */
const useFirstSale = () =>
  useQuery({
    queryKey: ['payments', 'first'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/payments/', { params: { query: { status: 'completed', limit: 1 } }, signal }),
      ),
  });

type Sale = NonNullable<ReturnType<typeof useFirstSale>['data']>['results'][number];

function Steps({
  credentials,
  routers,
  packages,
  sale,
}: {
  readonly credentials: readonly Credential[];
  readonly routers: readonly Router[];
  readonly packages: readonly Package[];
  readonly sale: Sale | undefined;
}): ReactNode {
  const [texts, keys, packageTexts] = [
    useTexts(firstRunTexts),
    useTexts(keysTexts),
    useTexts(packagesTexts),
  ];
  const [addedKeys, setAddedKeys] = useState<number | null>(null);
  const [key, router, sold] = [
    credentials.find((each) => each.is_active),
    routers[0],
    packages.filter((each) => each.is_active),
  ];
  const steps = [
    {
      name: 'keys',
      done: key && texts.keysDone(keys.providers[key.provider], keys.environments[key.environment]),
      to: '/keys',
      content: (
        <CredentialForm
          onAdded={({ id }) => {
            setAddedKeys(id);
          }}
        />
      ),
      after: key && (
        <Stack gap="sm">
          {addedKeys !== null && <Verification id={addedKeys} />}
          <WebhookHint credential={key} />
        </Stack>
      ),
    },
    {
      name: 'router',
      done: router?.name,
      to: '/routers',
      content: <RouterForm onDone={() => undefined} />,
    },
    {
      name: 'package',
      done:
        sold[0] &&
        `${sold[0].name}, ${durationText(sold[0].duration_hours, packageTexts)}, ${formatMoney(sold[0].price, sold[0].currency)}`,
      to: '/packages',
      content: <PackageForm routers={routers} onDone={() => undefined} />,
    },
    {
      name: 'sale',
      done: sale && '',
      to: '/payments',
      content: <TestSale packages={sold} credentials={credentials} />,
      after: sale && <Paid payment={sale} />,
    },
  ] as const;
  const current = steps.findIndex(({ done }) => done === undefined);
  return (
    <Stack gap="lg">
      <Card p={0}>
        <ol className="steps">
          {steps.map(({ name, done, to, content, ...step }, index) => (
            <Step
              key={name}
              number={index + 1}
              title={texts[name]}
              why={texts[`${name}Why`]}
              state={done !== undefined ? 'done' : index === current ? 'current' : 'later'}
              summary={done}
              to={to}
            >
              {done !== undefined ? 'after' in step && step.after : index === current && content}
            </Step>
          ))}
        </ol>
      </Card>
      {sale && <NextSteps router={router} />}
    </Stack>
  );
}
