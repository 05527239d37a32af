import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';

/** Ctrl-K, or ⌘-K, opens Find from every screen, also while typing. */
export function useFindKey(): void {
  const navigate = useNavigate();
  useHotkeys([['mod+K', () => void navigate({ to: '/find' })]], []);
}
