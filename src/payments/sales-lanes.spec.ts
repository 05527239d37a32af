import { describe, expect, it } from '@jest/globals';
import { SalesLanes } from './sales-lanes.js';

describe('the lanes of sales', () => {
  it('let a sale end while a crowd waits to begin', async () => {
    const lanes = new SalesLanes();
    let begun = 0;
    const crowd = 100;
    for (let customer = 0; customer < crowd; customer += 1) {
      void lanes.begin(() => {
        begun += 1;
        return new Promise(() => undefined);
      });
    }
    expect(begun).toBeLessThan(crowd);
    expect(await lanes.record(() => Promise.resolve('ended'))).toBe('ended');
  });
});
