/** The cursor in the address of a page, as the API gives it in `next` and `previous`. */
export const cursorIn = (address: string | null | undefined): string | null =>
  address === null || address === undefined
    ? null
    : new URL(address, 'http://localhost').searchParams.get('cursor');
