import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../common/crypto/key-ring.js';
import { processLoad, ReadPriority } from '../../common/read-priority.js';
import { loadSettings } from '../../config/settings.js';
import { SalesBulkhead } from './sales-bulkhead.js';

const aSetting = () =>
  loadSettings({ JWT_SECRET: 'j'.repeat(64), ENCRYPTION_KEY: KeyRing.generateKey() });

describe('the bulkhead of sales', () => {
  it('runs one write at a time while reads arrive and the process is busy', async () => {
    const readPriority = new ReadPriority({
      ...{ now: () => 0, utilization: () => 1, sleep: () => new Promise(() => undefined) },
    });
    const bulkhead = new SalesBulkhead(aSetting(), readPriority);
    const begun: string[] = [];
    const endless = (name: string) => () => {
      begun.push(name);
      return new Promise(() => undefined);
    };
    readPriority.readStarted();
    void bulkhead.begin(endless('a beginning'));
    void bulkhead.record(endless('an end'));
    void bulkhead.begin(endless('another beginning'));
    await new Promise(setImmediate);
    expect(begun).toEqual(['a beginning']);
  });

  it('lets a sale end while a crowd waits to begin', async () => {
    const settings = aSetting();
    const bulkhead = new SalesBulkhead(settings, new ReadPriority(processLoad()));
    let begun = 0;
    const crowd = settings.database.poolSize;
    for (let customer = 0; customer < crowd; customer += 1) {
      void bulkhead.begin(() => {
        begun += 1;
        return new Promise(() => undefined);
      });
    }
    expect(begun).toBeLessThan(crowd);
    expect(await bulkhead.record(() => Promise.resolve('ended'))).toBe('ended');
  });
});
