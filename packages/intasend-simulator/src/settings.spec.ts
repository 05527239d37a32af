import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError, USAGE } from './settings.js';

describe('the settings of the command', () => {
  it('are the usual ones when nothing is said', () => {
    expect(readSettings([], {})).toEqual({ port: 4010, speed: 1, environment: 'sandbox' });
    expect(readSettings([], { SIMULATOR_PORT: '' })).toMatchObject({ port: 4010 });
  });

  it('are read from the environment, and arguments come first', () => {
    const variables = {
      SIMULATOR_PORT: '4011',
      SIMULATOR_SPEED: '0.5',
      INTASEND_CALLBACK_URL: 'http://localhost:3000/',
    };
    expect(readSettings([], variables)).toEqual({
      port: 4011,
      speed: 0.5,
      environment: 'sandbox',
      webhookUrl: 'http://localhost:3000/',
    });
    const args = ['--port', '0', '--host', '::1', '--challenge', 'c', '--environment', 'live'];
    expect(readSettings(args, variables)).toMatchObject({
      port: 0,
      host: '::1',
      challenge: 'c',
      environment: 'live',
    });
  });

  it('are explained on request, every one of them', () => {
    expect(readSettings(['--help'], {})).toBeNull();
    expect(USAGE).toContain('--webhook-url');
  });

  it.each([
    [['--port', 'http']],
    [['--port', '65536']],
    [['--port']],
    [['--speed', '-1']],
    [['--environment', 'production']],
    [['--colour', 'red']],
    [['now']],
  ])('are refused when they make no sense: %j', (args) => {
    expect(() => readSettings(args, {})).toThrow(SettingsError);
  });
});
