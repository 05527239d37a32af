import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useSession } from '../session/use-session.js';

const PUBLIC_SCREENS = ['/log-in', '/register'];

/** Every screen is below this one, which leads to the log-in when the session has ended. */
export function Root(): ReactNode {
  useEndOfSession();
  return <Outlet />;
}

function useEndOfSession(): void {
  const navigate = useNavigate();
  const state = useSession();
  const { pathname, href } = useRouterState({ select: ({ location }) => location });
  const isPublic = PUBLIC_SCREENS.includes(pathname);
  useEffect(() => {
    if (state.status !== 'out' || isPublic) return;
    // Who has logged out does not come back to where they were, but who was interrupted does.
    const search = state.reason === 'logged-out' ? {} : { next: href };
    void navigate({ to: '/log-in', search, replace: true });
  }, [state, isPublic, href, navigate]);
}
