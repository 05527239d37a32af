import { Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useIsWide } from '../components/use-is-wide.js';
import { useEvents } from '../live/use-events.js';
import { useSession } from '../session/use-session.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { BottomBar } from './bottom-bar.js';
import { Logo } from './logo.js';
import { Account, NavigationLinks } from './side-bar.js';
import { useFindKey } from './use-find-key.js';

const MoreMenu = lazy(() => import('./more-menu.js'));

/** What is around every screen: the side bar, or on phones the bottom bar with the rest behind "More". */
export function Layout(): ReactNode {
  const texts = useTexts(commonTexts);
  const isWide = useIsWide();
  const [isMenuOpen, menu] = useDisclosure(false);
  const [wasMenuOpen, setWasMenuOpen] = useState(false);
  if (isMenuOpen && !wasMenuOpen) setWasMenuOpen(true);
  useFindKey();
  useEvents();
  // Nothing of a session that has ended stays on the screen, not even for a moment.
  if (useSession().status !== 'in') return null;
  return (
    <>
      <a className="skip-link" href="#content">
        {texts.skipToContent}
      </a>
      {isWide && (
        <nav className="side-bar" aria-label={texts.mainNavigation}>
          <Group px="sm" pb="md">
            <Logo />
          </Group>
          <NavigationLinks />
          <Account />
        </nav>
      )}
      <main id="content" tabIndex={-1} className="content">
        <div className="content-width">
          <Outlet />
        </div>
      </main>
      {!isWide && (
        <footer className="bottom-bar-box">
          <BottomBar onMore={menu.open} isMoreOpen={isMenuOpen} />
        </footer>
      )}
      {wasMenuOpen && !isWide && (
        <Suspense>
          <MoreMenu isOpen={isMenuOpen} onClose={menu.close} />
        </Suspense>
      )}
    </>
  );
}
