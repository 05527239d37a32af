import { Kbd, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { type ReactNode } from 'react';
import { useIsWide } from '../components/use-is-wide.js';
import { useUser } from '../session/use-session.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { FIND_KEY_LABEL } from './find-key-label.js';
import { GROUPS } from './navigation.js';
import { useLogOut } from './use-log-out.js';

/** Links to all screens, in groups. */
export function NavigationLinks({ onNavigate }: { readonly onNavigate?: () => void }): ReactNode {
  const texts = useTexts(commonTexts);
  const isWide = useIsWide();
  return (
    <Stack gap="lg">
      {GROUPS.map((group) => (
        <div key={group.name} role="group" aria-label={texts.groups[group.name]}>
          <Text size="xs" c="dimmed" fw={600} px="sm" pb={6} aria-hidden>
            {texts.groups[group.name]}
          </Text>
          {group.screens.map(({ to, name, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              className="nav-link"
              activeOptions={{ exact: to === '/', includeSearch: false }}
              {...(onNavigate && { onClick: onNavigate })}
            >
              <Icon size={20} strokeWidth={1.75} aria-hidden />
              <span>{texts.screens[name]}</span>
              {isWide && to === '/find' && (
                <Kbd ml="auto" size="xs">
                  {FIND_KEY_LABEL}
                </Kbd>
              )}
            </Link>
          ))}
        </div>
      ))}
    </Stack>
  );
}

/** Who is logged in, and the way out. */
export function Account({ onNavigate }: { readonly onNavigate?: () => void }): ReactNode {
  const texts = useTexts(commonTexts);
  const user = useUser();
  const logOut = useLogOut();
  return (
    <div className="account">
      <Text size="sm" c="dimmed" px="sm" truncate>
        {user?.username}
      </Text>
      <button
        type="button"
        className="nav-link"
        onClick={() => {
          onNavigate?.();
          logOut();
        }}
      >
        <LogOut size={20} strokeWidth={1.75} aria-hidden />
        <span>{texts.logOut}</span>
      </button>
    </div>
  );
}
