import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CREATE_LINK, INITIATE, isReplayOf, replayIn, sellUnder } from '../support/idempotency.js';
import { aPhone, createLink, initiate, type Overrides } from '../support/selling.js';
import { aShop, type Shop } from '../support/shop.js';

const NO_MAC = 'mac_address could not be read as a MAC address and was left out';
const NO_IP = 'ip_address could not be read as an IPv4 or IPv6 address and was left out';
const NO_METHOD = 'payment_method was not filled in and was taken as mpesa';
const WITHOUT_HINTS = { mac_address: '', ip_address: '', payment_method: 'mpesa' };

describe('a hint of a sale that cannot be read', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await aShop(app);
  });
  afterAll(() => app.stop());

  it.each<[Overrides, readonly string[]]>([
    [{ mac_address: '$(mac)' }, [NO_MAC]],
    [{ mac_address: '$(mac-esc)' }, [NO_MAC]],
    [{ mac_address: '$clientmac' }, [NO_MAC]],
    [{ mac_address: 'aa:bb:cc:dd:ee' }, [NO_MAC]],
    [{ mac_address: 42 }, [NO_MAC]],
    [{ mac_address: ['aa:bb:cc:dd:ee:ff'] }, [NO_MAC]],
    [{ mac_address: { toString: 'x' } }, [NO_MAC]],
    [{ mac_address: 'nul\0' }, [NO_MAC]],
    [{ ip_address: '$(ip)' }, [NO_IP]],
    [{ ip_address: '10.5.50.7:51234' }, [NO_IP]],
    [{ ip_address: '[2001:db8::1]:443' }, [NO_IP]],
    [{ ip_address: '10.0.0.256' }, [NO_IP]],
    [{ ip_address: 'fe80::1%wlan0' }, [NO_IP]],
    [{ ip_address: true }, [NO_IP]],
    [{ payment_method: '$(method)' }, [NO_METHOD]],
    [{ payment_method: '{{ method }}' }, [NO_METHOD]],
    [
      { payment_method: '$method', mac_address: '$(mac)', ip_address: '$(ip)' },
      [NO_METHOD, NO_MAC, NO_IP],
    ],
  ])('does not stop it, and is named: %j', async (hints, warnings) => {
    for (const sell of [initiate, createLink]) {
      const { body } = await sell(app, shop, { ...hints, phone_number: aPhone() }).expect(201);
      expect(body.warnings).toEqual(warnings);
      expect(body.payment).toMatchObject(WITHOUT_HINTS);
    }
  });

  it('is not one that is null, empty or left out, of which nothing is said', async () => {
    for (const hints of [
      { mac_address: null, ip_address: null, payment_method: null },
      { mac_address: '', ip_address: '', payment_method: '' },
      { mac_address: ' ', ip_address: ' ' },
      {},
    ]) {
      for (const sell of [initiate, createLink]) {
        const { body } = await sell(app, shop, { ...hints, phone_number: aPhone() }).expect(201);
        expect(body).not.toHaveProperty('warnings');
        expect(body.payment).toMatchObject(WITHOUT_HINTS);
      }
    }
  });

  it('is named in the answer to a double tap and of an unknown outcome as well', async () => {
    const sale = { phone_number: aPhone(), mac_address: '$(mac)' };
    await initiate(app, shop, sale).expect(201);
    const tap = await initiate(app, shop, sale).expect(200);
    expect(tap.body.warnings).toEqual([NO_MAC]);
    for (const sell of [initiate, createLink]) {
      app.simulator.control.addFault({ fault: 'drop_after' });
      const { body } = await sell(app, shop, { ...sale, phone_number: aPhone() }).expect(202);
      expect(body.warnings).toEqual([NO_MAC]);
    }
  });

  it.each([INITIATE, CREATE_LINK])('is named in a replay of %s as well', async (path) => {
    const [key, sale] = [newId(), { path, phone_number: aPhone(), ip_address: '10.0.0.1:80' }];
    const first = await sellUnder(app, shop, key, sale).expect(201);
    expect(first.body.warnings).toEqual([NO_IP]);
    expect(replayIn(await sellUnder(app, shop, key, sale))).toEqual(isReplayOf(first));
  });

  it('is never repeated to the caller', async () => {
    const { text } = await initiate(app, shop, {
      phone_number: aPhone(),
      mac_address: '<script>alert(1)</script>',
    }).expect(201);
    expect(text).not.toContain('alert');
  });
});
