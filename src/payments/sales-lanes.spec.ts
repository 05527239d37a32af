import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../common/crypto/key-ring.js';
import { pulseOfProcess, RightOfWay } from '../common/right-of-way.js';
import { loadSettings } from '../config/settings.js';
import { SalesLanes } from './sales-lanes.js';

const aSetting = () =>
  loadSettings({ JWT_SECRET: 'j'.repeat(64), ENCRYPTION_KEY: KeyRing.generateKey() });

describe('the lanes of sales', () => {
  it('are one while somebody looks and the process is busy', async () => {
    const way = new RightOfWay({
      ...{ now: () => 0, busyPart: () => 1, pass: () => new Promise(() => undefined) },
    });
    const lanes = new SalesLanes(aSetting(), way);
    const begun: string[] = [];
    const endless = (name: string) => () => {
      begun.push(name);
      return new Promise(() => undefined);
    };
    way.taken();
    void lanes.begin(endless('a beginning'));
    void lanes.record(endless('an end'));
    void lanes.begin(endless('another beginning'));
    await new Promise(setImmediate);
    expect(begun).toEqual(['a beginning']);
  });

  it('let a sale end while a crowd waits to begin', async () => {
    const settings = aSetting();
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
