import { Button, Code, Group, Loader, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Card } from '../../components/card.js';
import { CopyButton } from '../../components/copy-button.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';

const VERSIONS = ['7.15', '7.0', '6'] as const;
type Version = (typeof VERSIONS)[number];

/**
 * The script and the files of a router. They contain its secret, and each reading is logged, so they
 * are asked for only when somebody wants to see them, and are not kept.
 */
export function Setup({ router }: { readonly router: Router }): ReactNode {
  const texts = useTexts(routersTexts);
  const { id } = router;
  const [version, setVersion] = useState<Version>('7.15');
  const setup = useMutation({
    mutationFn: (routeros: Version) =>
      answerOf(api.GET('/routers/{id}/setup/', { params: { path: { id }, query: { routeros } } })),
    gcTime: 0,
  });
  const versions =
    router.access_method === 'radius' ? VERSIONS : VERSIONS.filter((each) => each !== '6');
  return (
    <Card>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4">
            {texts.setup}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.setupIntro}
          </Text>
        </div>
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label={texts.routerOs}
            value={version}
            data={versions.map((value) => ({ value, label: texts.routerOsVersions[value] }))}
            onChange={({ currentTarget }) => {
              const chosen = VERSIONS.find((each) => each === currentTarget.value) ?? '7.15';
              setVersion(chosen);
              setup.reset();
            }}
          />
          {!setup.data && (
            <Button
              loading={setup.isPending}
              onClick={() => {
                setup.mutate(version);
              }}
            >
              {texts.showSetup}
            </Button>
          )}
        </Group>
        {setup.isPending && <Loader size="sm" aria-hidden />}
        {setup.isError && <ErrorNotice error={setup.error} />}
        {setup.data && (
          <ol className="setup-steps">
            <li>{texts.setupStep1}</li>
            <li>
              {texts.setupStep2}
              <Stack gap="xs" mt="xs" align="flex-start">
                <Code block className="setup-script" w="100%" tabIndex={0}>
                  {setup.data.script}
                </Code>
                <CopyButton text={setup.data.script} />
              </Stack>
            </li>
            <li>
              {texts.setupStep3}
              <Group gap="sm" mt="xs">
                {setup.data.files.map(({ name, content }) => (
                  <Button
                    key={name}
                    variant="default"
                    onClick={() => {
                      download(name, content);
                    }}
                  >
                    {texts.download(name)}
                  </Button>
                ))}
              </Group>
            </li>
            <li>{texts.setupStep4}</li>
          </ol>
        )}
      </Stack>
    </Card>
  );
}

function download(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
