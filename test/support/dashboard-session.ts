import { type DashboardPage } from './dashboard-page.js';

/** The requests that refresh a login. */
export const REFRESH = '**/session/refresh';

/** Counts the refreshes of a window from now on. */
export function refreshesOf({ page }: DashboardPage): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/session/refresh')) count += 1;
  });
  return () => count;
}

/** Lets the server refuse the access token of all requests until a new one has come. */
export async function expireToken(pages: readonly DashboardPage[]): Promise<void> {
  let hasExpired = true;
  for (const { page } of pages) {
    page.on('response', (response) => {
      if (response.url().endsWith('/session/refresh')) hasExpired = false;
    });
    await page.route('**/*', async (route) => {
      const headers = await route.request().allHeaders();
      const isRefused = hasExpired && headers['authorization'] !== undefined;
      await route.fallback(
        isRefused ? { headers: { ...headers, authorization: 'Bearer expired' } } : {},
      );
    });
  }
}

/**
 * Sends requests by the client of the page, all at once; returns the status of each.
 * @param request such as `GET('/users/profile/')`
 */
export const sendAtOnce = (
  { page }: DashboardPage,
  count: number,
  request: string,
): Promise<number[]> =>
  page.evaluate(
    `(async () => {
      const scripts = performance.getEntriesByType('resource')
        .map(({ name }) => name).filter((name) => name.endsWith('.js'));
      const exported = (await Promise.all(scripts.map((name) => import(name))))
        .flatMap((module) => Object.values(module));
      const api = exported.find((each) => each?.GET && each?.POST);
      const answers = await Promise.all(
        Array.from({ length: ${count} }, () => api.${request}),
      );
      return answers.map(({ response }) => response.status);
    })()`,
  );
/** Asks for the profile, so often at once; returns the status of each answer. */
export const queryAtOnce = (page: DashboardPage, count: number): Promise<number[]> =>
  sendAtOnce(page, count, `GET('/users/profile/')`);
