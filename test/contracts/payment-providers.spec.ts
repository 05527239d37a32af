import { expect, it } from '@jest/globals';
import { PROVIDERS } from '../../src/providers/index.js';
import { intaSendBench } from './intasend.bench.js';
import { paymentProviderContract, type ProviderBench } from './payment-provider.contract.js';

/** A new provider gets a line here, and with it the whole contract. */
const BENCHES: Readonly<Record<string, () => Promise<ProviderBench>>> = {
  instasend: intaSendBench,
};

it('the contract is tested for every provider that can take payments', () => {
  expect(Object.keys(BENCHES)).toEqual(PROVIDERS.map(({ code }) => code));
});

for (const [name, setUp] of Object.entries(BENCHES)) paymentProviderContract(name, setUp);
