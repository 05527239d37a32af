import { describe, expect, it } from '@jest/globals';
import { demoProvider } from './demo-provider.js';

describe('the provider of the demo', () => {
  it.each([
    [[], 'IntaSend'],
    [['--once'], 'IntaSend'],
    [['--provider', 'kopokopo'], 'Kopo Kopo'],
    [['--once', '--provider=kopokopo'], 'Kopo Kopo'],
    [['--provider', 'intasend', '--once'], 'IntaSend'],
  ])('is named by the arguments %j: %s', (args, name) => {
    expect(demoProvider(args).name).toBe(name);
  });

  it.each([[['--provider']], [['--provider', 'paypal']], [['--provider=']]])(
    'is refused when it is unknown: %j',
    (args) => {
      expect(() => demoProvider(args)).toThrow('--provider is intasend or kopokopo');
    },
  );
});
