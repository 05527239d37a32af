import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../common/crypto/secret.js';
import {
  checkVariables,
  clientsFile,
  freeradiusEnvironment,
  variablesIn,
} from './freeradius-environment.js';

const CONFIG = 'ops/freeradius/config';

const environmentFor = (url: string): Record<string, string> =>
  freeradiusEnvironment({
    databaseUrl: new Secret(url),
    bind: '10.77.0.1',
    authPort: 1812,
    acctPort: 1813,
    libDir: '/usr/lib/freeradius',
    runDir: '/run/radius',
  });

describe('the variables of FreeRADIUS', () => {
  it('are all that its configuration reads, and no more', () => {
    const environment = environmentFor('postgresql://lipafi_radius:secret@db.example.com/lipafi');
    expect(Object.keys(environment).toSorted()).toEqual(variablesIn(CONFIG));
    expect(() => {
      checkVariables(CONFIG, environment);
    }).not.toThrow();
  });

  it('must not be missing or empty', () => {
    const environment = environmentFor('postgresql://lipafi_radius:secret@db.example.com/lipafi');
    delete environment['RADIUS_DB_NAME'];
    delete environment['RADIUS_BIND'];
    expect(() => {
      checkVariables(CONFIG, { ...environment, RADIUS_DB_HOST: '' });
    }).toThrow('that are not set: RADIUS_BIND, RADIUS_DB_HOST.');
  });

  it('come from the URL of the database', () => {
    expect(
      environmentFor('postgresql://lipafi_radius:secret@db.example.com:6543/wifi?sslmode=require'),
    ).toMatchObject({
      RADIUS_DB_HOST: 'db.example.com',
      RADIUS_DB_PORT: '6543',
      RADIUS_DB_USER: 'lipafi_radius',
      RADIUS_DB_PASSWORD: 'secret',
      RADIUS_DB_CONNINFO: `dbname=wifi connect_timeout=2 sslmode=require options='-c statement_timeout=1500'`,
    });
    expect(environmentFor('postgresql://a:b@localhost/c?host=/run/postgresql')).toMatchObject({
      RADIUS_DB_HOST: '/run/postgresql',
      RADIUS_DB_PORT: '5432',
    });
  });

  it.each(["o'brien", 'a"b', '$ENV{HOME}', '`id`', '%{User-Name}', 'a b', '', 'back\\slash'])(
    'hold no password that FreeRADIUS would read otherwise: %j',
    (password) => {
      const url = `postgresql://lipafi_radius:${encodeURIComponent(password)}@127.0.0.1/lipafi`;
      expect(() => environmentFor(url)).toThrow('RADIUS_DATABASE_URL needs');
      if (password !== '') expect(() => environmentFor(url)).not.toThrow(password);
    },
  );
});

describe('the clients of FreeRADIUS', () => {
  it('are looked up for each network', () => {
    expect(clientsFile(['10.77.0.0/16', '127.0.0.0/8'], 5).match(/ipaddr = \S+/g)).toEqual([
      'ipaddr = 10.77.0.0/16',
      'ipaddr = 127.0.0.0/8',
    ]);
  });
});
