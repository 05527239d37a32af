import { expect } from '@jest/globals';
import { type Headers, type TestApp } from './app.js';

interface PageOfIds {
  readonly ids: number[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** Reads a list in pages of two, to its end and back, and expects these ids. */
export async function expectPages(
  app: TestApp,
  path: string,
  headers: Headers,
  newestFirst: readonly number[],
): Promise<void> {
  const read = async (at: string): Promise<PageOfIds> => {
    const { body } = await app.get(at, headers).expect(200);
    const rows = body.results as readonly { readonly id: number }[];
    return { ids: rows.map(({ id }) => id), next: body.next, previous: body.previous };
  };
  const first = await read(`${path}?limit=2`);
  const pages = [first];
  for (let page = first; page.next !== null; pages.push(page)) page = await read(pathOf(page.next));

  expect(pages.flatMap(({ ids }) => ids)).toEqual(newestFirst);
  expect(pages.map(({ ids }) => ids.length).slice(0, -1)).toEqual(pages.slice(1).map(() => 2));
  expect(first.previous).toBeNull();
  const [last, beforeLast] = pages.toReversed();
  const back = await read(pathOf(last?.previous));
  expect(back.ids).toEqual(beforeLast?.ids);
}

/** The path and query of a link. */
function pathOf(link: unknown): string {
  const { pathname, search } = new URL(String(link));
  return pathname + search;
}
