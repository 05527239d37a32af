import { Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Activity, ChevronRight, Palette, Router as RouterSign } from 'lucide-react';
import { type ReactNode } from 'react';
import { Card } from '../../components/card.js';
import { firstRunTexts } from '../../texts/first-run.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';

/** What can be done after the first sale. */
export function NextSteps({ router }: { readonly router: Router | undefined }): ReactNode {
  const texts = useTexts(firstRunTexts);
  const destinations = [
    ...(router
      ? [
          {
            to: '/routers/$id' as const,
            params: { id: String(router.id) },
            icon: RouterSign,
            title: texts.connectRouter,
            hint: texts.connectRouterHint,
          },
        ]
      : []),
    { to: '/portal' as const, icon: Palette, title: texts.portal, hint: texts.portalHint },
    { to: '/' as const, icon: Activity, title: texts.today, hint: texts.todayHint },
  ];
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {texts.next}
      </Title>
      <Card p={0} style={{ overflow: 'hidden' }}>
        <ul className="list-cards">
          {destinations.map(({ icon: Icon, title, hint, ...link }) => (
            <li key={link.to}>
              <Link className="list-card next-step" {...link}>
                <Icon size={22} strokeWidth={1.75} aria-hidden />
                <span>
                  <Text component="span" fw={600} display="block">
                    {title}
                  </Text>
                  <Text component="span" size="sm" c="dimmed">
                    {hint}
                  </Text>
                </span>
                <ChevronRight size={18} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </Stack>
  );
}
