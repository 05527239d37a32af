import { useNotifications } from '@mantine/notifications';
import { lazy, type ReactNode, Suspense, useState } from 'react';

const List = lazy(async () => ({ default: (await import('./message-list.js')).MessageList }));

/** Short messages about what was done. What shows them is loaded with the first one. */
export function Messages(): ReactNode {
  const { notifications } = useNotifications();
  const [isNeeded, setNeeded] = useState(false);
  if (notifications.length > 0 && !isNeeded) setNeeded(true);
  return isNeeded ? (
    <Suspense>
      <List />
    </Suspense>
  ) : null;
}
