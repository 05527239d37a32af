import { describe, expect, it } from '@jest/globals';
import { RouteGuards } from './known-query.guard.js';

class First {
  canActivate(): boolean {
    return true;
  }
}
class Second extends First {}

describe('the guards of a route', () => {
  it('are named in one decorator, after which the query is checked', () => {
    const declare = (): unknown => {
      class Controller {
        @RouteGuards(First)
        @RouteGuards(Second)
        handle(): void {}
      }
      return Controller;
    };
    expect(declare).toThrow('Name all guards of handle in one RouteGuards');
  });
});
