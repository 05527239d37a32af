import { notifications } from '@mantine/notifications';
import { session } from '../session/session.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';

/** Logs out; says so when the server could not be told, because the login then goes on. */
export function useLogOut(): () => void {
  const texts = useTexts(commonTexts);
  return () => {
    session.logOut().catch(() => {
      notifications.show({ color: 'red', message: texts.logOutFailed });
    });
  };
}
