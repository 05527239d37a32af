import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';

/** What follows a change of access: everything about access is read again, and a word says so. */
export function useChanged(): (message: string) => Promise<void> {
  const queryClient = useQueryClient();
  return async (message) => {
    await queryClient.invalidateQueries({ queryKey: ['access'] });
    notifications.show({ color: 'green', message });
  };
}
