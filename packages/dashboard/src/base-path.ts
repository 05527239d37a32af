const MODULE = new URL(import.meta.url);

/**
 * The path that the dashboard is served at, with a slash at its end: `/dashboard/`, with
 * the path of PUBLIC_URL before it, if there is one. Scripts are in the folder below it.
 */
export const basePath = new URL('..', MODULE).pathname;

/** The address that paths of the API begin with, without a slash at its end. */
export const apiBase = new URL('..', new URL(basePath, MODULE)).href.replace(/\/$/, '');
