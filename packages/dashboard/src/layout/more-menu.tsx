import { Drawer } from '@mantine/core';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Account, NavigationLinks } from './side-bar.js';

/** What is behind "More" on phones. It has a file of its own, so that it is loaded when it is opened. */
export default function MoreMenu({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="bottom"
      size="85%"
      title={texts.menu}
      closeButtonProps={{ 'aria-label': texts.close, size: 44 }}
    >
      <nav aria-label={texts.mainNavigation}>
        <NavigationLinks onNavigate={onClose} />
      </nav>
      <Account onNavigate={onClose} />
    </Drawer>
  );
}
