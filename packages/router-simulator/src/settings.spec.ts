import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './settings.js';

describe('the arguments of the command', () => {
  it('start a router as MikroTik delivers it, unless they say otherwise', () => {
    expect(readSettings([])).toEqual({
      login: { username: 'admin', password: '' },
      host: '127.0.0.1',
      port: 8088,
    });
    const given = [
      '--port',
      '0',
      '--host',
      '0.0.0.0',
      '--username',
      'api',
      '--password',
      'pässword',
    ];
    expect(readSettings(given)).toEqual({
      login: { username: 'api', password: 'pässword' },
      host: '0.0.0.0',
      port: 0,
    });
  });

  it('ask for the usage text', () => {
    expect(readSettings(['--help'])).toBeNull();
  });

  it.each([[['--port', '70000']], [['--port', 'x']], [['--colour', 'red']]])(
    'are refused: %j',
    (args) => {
      expect(() => readSettings(args)).toThrow(SettingsError);
    },
  );
});
