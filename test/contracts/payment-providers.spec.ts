import { expect, it } from '@jest/globals';
import { PROVIDERS } from '../../src/providers/index.js';
import { intaSendBench } from './intasend.bench.js';
import { kopoKopoBench } from './kopokopo.bench.js';
import { paymentProviderContract } from './payment-provider.contract.js';
import { type Contracted } from './provider-bench.js';

/** A new provider gets a line here, and with it the whole contract. */
const BENCHES: Readonly<Record<string, Contracted>> = {
  instasend: {
    setUp: intaSendBench,
    abilities: { links: true, lookupByReference: true, webhookSubscriptions: false },
  },
  kopokopo: {
    setUp: kopoKopoBench,
    abilities: { links: false, lookupByReference: false, webhookSubscriptions: true },
  },
};

it('the contract is tested for every provider that can take payments', () => {
  expect(Object.keys(BENCHES)).toEqual(PROVIDERS.map(({ code }) => code));
});

for (const [name, bench] of Object.entries(BENCHES)) paymentProviderContract(name, bench);
