import { AppShell, Drawer, Group, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useIsWide } from '../components/use-is-wide.js';
import { useEvents } from '../live/use-events.js';
import { useSession } from '../session/use-session.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { BottomBar } from './bottom-bar.js';
import { Logo } from './logo.js';
import { Account, NavigationLinks } from './side-bar.js';
import { useFindKey } from './use-find-key.js';

const SIDE_BAR_PX = 248;
const BOTTOM_BAR_PX = 60;

/** What is around every screen: the side bar, or on phones the bottom bar with the rest behind "More". */
export function Layout(): ReactNode {
  const texts = useTexts(commonTexts);
  const isWide = useIsWide();
  const [isMenuOpen, menu] = useDisclosure(false);
  useFindKey();
  useEvents();
  // Nothing of a session that has ended stays on the screen, not even for a moment.
  if (useSession().status !== 'in') return null;
  return (
    <>
      <a className="skip-link" href="#content">
        {texts.skipToContent}
      </a>
      <AppShell
        padding={{ base: 'md', sm: 'xl' }}
        withBorder={false}
        navbar={{ width: SIDE_BAR_PX, breakpoint: '40em', collapsed: { mobile: true } }}
        footer={{ height: BOTTOM_BAR_PX, collapsed: isWide }}
      >
        {isWide && (
          <AppShell.Navbar className="side-bar" p="md" aria-label={texts.mainNavigation}>
            <Group px="sm" pb="md">
              <Logo />
            </Group>
            <AppShell.Section grow component={ScrollArea} type="never">
              <NavigationLinks />
            </AppShell.Section>
            <Account />
          </AppShell.Navbar>
        )}
        <AppShell.Main id="content" tabIndex={-1} className="content">
          <div className="content-width">
            <Outlet />
          </div>
        </AppShell.Main>
        {!isWide && (
          <AppShell.Footer className="bottom-bar-box">
            <BottomBar onMore={menu.open} isMoreOpen={isMenuOpen} />
          </AppShell.Footer>
        )}
      </AppShell>
      <Drawer
        opened={isMenuOpen && !isWide}
        onClose={menu.close}
        position="bottom"
        size="85%"
        title={texts.menu}
        closeButtonProps={{ 'aria-label': texts.close, size: 44 }}
      >
        <nav aria-label={texts.mainNavigation}>
          <NavigationLinks onNavigate={menu.close} />
        </nav>
        <Account onNavigate={menu.close} />
      </Drawer>
    </>
  );
}
