import { Button, Group, Skeleton, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { type components } from '../../api/openapi.js';
import { Card } from '../../components/card.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Findings } from '../../components/findings.js';
import { LinkButton } from '../../components/links.js';
import { StatusBadge } from '../../components/status-badge.js';
import { namedBy } from '../../format/customer.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { diagnosisTexts } from '../../texts/diagnosis.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';

type Answer = components['schemas']['Diagnosis'];

/** Asks the server why a customer is not online. The customer is in the address, as `q`. */
export function Diagnosis(): ReactNode {
  const texts = useTexts(diagnosisTexts);
  const [{ q = '' }, setSearch] = useSearchValues();
  const form = useForm({
    initialValues: { customer: q },
    validate: { customer: (text) => (namedBy(text) === null ? texts.unclear : null) },
  });
  const by = namedBy(q);
  const diagnosis = useQuery({
    queryKey: ['access', 'diagnosis', by, q],
    enabled: by !== null,
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/access/diagnose/', { params: { query: { [by ?? '']: q.trim() } }, signal }),
      ),
  });
  return (
    <Stack gap="lg">
      <Card>
        <Title order={2} size="h4" mb="sm">
          {texts.title}
        </Title>
        <form
          onSubmit={form.onSubmit(({ customer }) => {
            if (customer === q) void diagnosis.refetch();
            else setSearch({ q: customer });
          })}
        >
          <Stack>
            <TextInput
              type="search"
              label={texts.customer}
              description={texts.hint}
              autoComplete="off"
              maw="28rem"
              {...form.getInputProps('customer')}
            />
            <Group>
              <Button type="submit" loading={diagnosis.isFetching}>
                {texts.ask}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
      {by !== null && (
        <div aria-live="polite">
          {diagnosis.data && <Found answer={diagnosis.data} />}
          {diagnosis.isError && !diagnosis.data && (
            <ErrorNotice error={diagnosis.error} onRetry={() => void diagnosis.refetch()} />
          )}
          {diagnosis.isPending && <Skeleton height={120} />}
        </div>
      )}
    </Stack>
  );
}

function Found({ answer }: { readonly answer: Answer }): ReactNode {
  const texts = useTexts(diagnosisTexts);
  const format = useTimeFormat();
  return (
    <Card>
      <Stack>
        {answer.online_since !== null && (
          <StatusBadge tone="good">{texts.online(format.short(answer.online_since))}</StatusBadge>
        )}
        {(answer.findings.length > 0 || answer.online_since === null) && (
          <Findings findings={answer.findings} />
        )}
        {(answer.payment !== null || answer.entitlement !== null) && (
          <Group gap="sm">
            {answer.entitlement !== null && (
              <LinkButton variant="default" to="/access/$id" params={{ id: answer.entitlement }}>
                {texts.access}
              </LinkButton>
            )}
            {answer.payment !== null && (
              <LinkButton variant="default" to="/payments/$id" params={{ id: answer.payment }}>
                {texts.payment}
              </LinkButton>
            )}
          </Group>
        )}
      </Stack>
    </Card>
  );
}
