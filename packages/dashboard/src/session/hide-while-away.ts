import { session } from './session.js';

/**
 * A browser keeps pages that were left, and shows them as they were on "back". The page is hidden
 * when it is left, and shown again when the server has said that the login goes on. Dialogs are beside
 * the root of the application, so all of the document is hidden.
 */
export function hideWhileAway(): void {
  const { documentElement: root } = document;
  window.addEventListener('pagehide', () => {
    root.hidden = true;
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    session
      .renew(session.login())
      // Without an answer nobody knows: a reload shows that the server cannot be reached.
      .catch(() => {
        window.location.reload();
      })
      .finally(() => {
        root.hidden = false;
      });
  });
}
