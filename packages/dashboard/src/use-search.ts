import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Search } from './router.js';

/**
 * The query of the address, and a function that changes some of it: filters are kept there, so that
 * "back" and a copied address work. An empty value removes its name.
 */
export function useSearchValues(): [Search, (changed: Search) => void] {
  const values: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    values,
    (changed) => {
      void navigate({ to: '.', search: { ...values, ...changed }, replace: true });
    },
  ];
}
