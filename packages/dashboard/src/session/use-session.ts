import { useSyncExternalStore } from 'react';
import { session, type SessionState } from './session.js';
import { type Login } from './session-api.js';

/** Whether somebody is logged in; renders again when that changes, in whichever tab. */
export const useSession = (): SessionState =>
  useSyncExternalStore(session.subscribe, session.state);

/** Who is logged in; null while nobody is. */
export function useUser(): Login['user'] | null {
  const state = useSession();
  return state.status === 'in' ? state.login.user : null;
}
