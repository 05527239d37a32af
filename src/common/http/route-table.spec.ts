import { describe, expect, it } from '@jest/globals';
import express, { type Request, Router } from 'express';
import fc from 'fast-check';
import { RouteTable, type RouterStack } from './route-table.js';

const nothing = (): void => undefined;

/** A table of routes with these patterns, in the form of Express. */
function tableOf(...patterns: string[]): { readonly table: RouteTable; readonly router: Router } {
  const router = Router();
  router.use(express.json());
  for (const pattern of patterns) router.get(pattern, nothing);
  return { table: new RouteTable(router as unknown as RouterStack), router };
}

const at = (table: RouteTable, path: string): string[] =>
  table.at({ path } as Request).map((route) => route.path);

describe('the table of routes', () => {
  it('finds all whose pattern fits, in the order in which the router tries them', () => {
    const { table } = tableOf('/routers/packages', '/routers/:id', '/payments/:id');
    expect(at(table, '/routers/packages')).toEqual(['/routers/packages', '/routers/:id']);
    expect(at(table, '/routers/7')).toEqual(['/routers/:id']);
    expect(at(table, '/other/7')).toEqual([]);
  });

  it('takes capitals and a last slash as the router does', () => {
    const { table } = tableOf('/routers/:id');
    expect(at(table, '/ROUTERS/7/')).toEqual(['/routers/:id']);
  });

  it('finds routes whose first word may be anything, among the others', () => {
    const { table } = tableOf('/a/:id', '/:word/7', '/*rest', '/a/7');
    expect(at(table, '/a/7')).toEqual(['/a/:id', '/:word/7', '/*rest', '/a/7']);
    expect(at(table, '/b/7')).toEqual(['/:word/7', '/*rest']);
  });

  it('finds what the matchers of the router find', () => {
    const patterns = [
      ...['/', '/a', '/a/:id', '/a/b', '/a/:id/c', '/a/b/c', '/:x/b', '/:x/:y/c'],
      ...['/a/*rest', '/a{/:id}', '/a/:id.csv', '/a/x-:id', '/A-b/_/1.2', '/*rest'],
    ];
    const { table, router } = tableOf(...patterns);
    const layers = (router as unknown as RouterStack).stack.filter(({ route }) => route);
    const segment = fc.constantFrom(
      '',
      'a',
      'A',
      'b',
      'B',
      'c',
      '7.csv',
      'x-7',
      'a-B',
      '_',
      '1.2',
      '%61',
      'é',
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        const path = `/${segments.join('/')}`;
        const matching = layers
          .filter((layer) => Boolean(layer.match(path)))
          .map(({ route }) => route?.path);
        expect(at(table, path)).toEqual(matching);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds a route that was added after it was asked first', () => {
    const { table, router } = tableOf('/a');
    expect(at(table, '/b')).toEqual([]);
    router.post('/b', nothing);
    expect(table.at({ path: '/b' } as Request)).toEqual([{ path: '/b', methods: ['POST'] }]);
  });

  it('says that HEAD is answered where GET is', () => {
    const { table } = tableOf('/a');
    expect(table.all()).toEqual([{ path: '/a', methods: ['GET', 'HEAD'] }]);
  });
});
