import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../common/crypto/key-ring.js';
import { pulseOfProcess, RightOfWay } from '../common/right-of-way.js';
import { loadSettings } from '../config/settings.js';
import { SalesLanes } from './sales-lanes.js';

describe('the lanes of sales', () => {
  it('let a sale end while a crowd waits to begin', async () => {
    const settings = loadSettings({
      JWT_SECRET: 'j'.repeat(64),
      ENCRYPTION_KEY: KeyRing.generateKey(),
    });
    const lanes = new SalesLanes(settings, new RightOfWay(pulseOfProcess()));
    let begun = 0;
    const crowd = settings.database.poolSize;
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
