import { Link } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { type ReactNode } from 'react';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { BOTTOM_BAR } from './navigation.js';

/** The bar of phones: the four screens of every day, and "More". */
export function BottomBar({
  onMore,
  isMoreOpen,
}: {
  readonly onMore: () => void;
  readonly isMoreOpen: boolean;
}): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <nav className="bottom-bar" aria-label={texts.mainNavigation}>
      {BOTTOM_BAR.map(({ to, name, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className="bottom-link"
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon size={22} strokeWidth={1.75} aria-hidden />
          <span>{texts.screens[name]}</span>
        </Link>
      ))}
      <button
        type="button"
        className="bottom-link"
        aria-haspopup="dialog"
        aria-expanded={isMoreOpen}
        onClick={onMore}
      >
        <Ellipsis size={22} strokeWidth={1.75} aria-hidden />
        <span>{texts.more}</span>
      </button>
    </nav>
  );
}
