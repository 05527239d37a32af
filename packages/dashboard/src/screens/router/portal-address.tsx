import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { CopyButton } from '../../components/copy-button.js';
import { portalUrl } from '../../server-facts.js';
import { routersTexts } from '../../texts/routers.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';

/** Where the customers of a router buy, as text and as QR code. */
export function PortalAddress({ router }: { readonly router: Router }): ReactNode {
  const texts = useTexts(routersTexts);
  const hosted = router.portal_slug === null ? null : `${portalUrl}/portal/${router.portal_slug}`;
  const address = router.portal_url ?? hosted;
  const code = useQuery({
    queryKey: ['qr', address],
    queryFn: async () => {
      const { encode } = await import('uqr');
      return encode(address ?? '').data;
    },
    enabled: address !== null,
    staleTime: Infinity,
  });
  if (address === null) return null;
  return (
    <Card>
      <Stack gap="md">
        <div>
          <Title order={2} size="h4">
            {texts.portal}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.portalIntro}
          </Text>
        </div>
        <Group gap="lg" align="flex-start">
          {code.data && <QrCode rows={code.data} title={texts.qrTitle} />}
          <Stack gap="xs" align="flex-start" maw="100%">
            <Code block className="wrapped">
              {address}
            </Code>
            <CopyButton text={address} />
          </Stack>
        </Group>
      </Stack>
    </Card>
  );
}

/** Dark squares on white, in dark mode too: phones read nothing else. */
function QrCode({
  rows,
  title,
}: {
  readonly rows: readonly (readonly boolean[])[];
  readonly title: string;
}): ReactNode {
  const squares = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])),
  );
  const side = String(rows.length);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={title}
      shapeRendering="crispEdges"
    >
      <path d={squares.join('')} fill="#000" />
    </svg>
  );
}
