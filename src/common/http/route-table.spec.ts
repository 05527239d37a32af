import { describe, expect, it } from '@jest/globals';
import express, { type Request, Router } from 'express';
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
