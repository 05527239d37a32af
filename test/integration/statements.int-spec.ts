import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type pg from 'pg';
import { STATEMENTS } from '../../src/database/statement.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';
import {
  type DeclaredStatement,
  declaredStatements,
  filesWithStatements,
  type Kinds,
} from '../support/declared-statements.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** The kinds of JavaScript values that the driver makes of a type, and takes for it. */
const READ: Readonly<Record<string, string>> = {
  ...{ bool: 'boolean', int2: 'number', int4: 'number', float8: 'number' },
  ...{ timestamptz: 'Date', json: 'json', jsonb: 'json' },
};
const WRITTEN: Readonly<Record<string, Kinds>> = {
  ...{ bool: ['boolean'], int2: ['number'], int4: ['number'], float8: ['number'] },
  ...{ int8: ['string', 'number'], timestamptz: ['Date', 'string'] },
};
const OTHERWISE = 'string';
const EMPTY = ['null', 'undefined'];

/** Properties of nullable columns that a condition of the statement keeps from being null. */
const SET_BY_CONDITION = [
  'find_links_in_outage: endsAt may be null',
  'find_links_in_outage: startsAt may be null',
  'find_payments_without_entitlement: completedAt may be null',
  'find_wireguard_peers: publicKey may be null',
  'lock_assigned_receipt: credentialId may be null',
  'lock_assigned_receipt: credentialVersion may be null',
  'lock_assigned_receipt: environment may be null',
  'lock_claimed_receipt: credentialId may be null',
  'lock_claimed_receipt: credentialVersion may be null',
  'lock_claimed_receipt: environment may be null',
];

/** What PostgreSQL says of a statement. */
interface Described {
  readonly parameters: readonly number[];
  readonly fields: readonly pg.FieldDef[];
}

/** The part of the driver's connection that describes a statement without running it. */
interface DriverConnection {
  parse(statement: { readonly text: string }): void;
  describe(which: { readonly type: 'S' }): void;
  sync(): void;
  once(
    event: 'parameterDescription',
    handle: (message: { readonly dataTypeIDs: readonly number[] }) => void,
  ): void;
}

/** Has PostgreSQL parse and describe a statement. */
function describeStatement(client: pg.Client, text: string): Promise<Described> {
  return new Promise((resolve, reject) => {
    let parameters: readonly number[] = [];
    let fields: readonly pg.FieldDef[] = [];
    client.query({
      submit: (connection: unknown) => {
        const driver = connection as DriverConnection;
        driver.once('parameterDescription', (message) => (parameters = message.dataTypeIDs));
        driver.parse({ text });
        driver.describe({ type: 'S' });
        driver.sync();
      },
      handleRowDescription: (message: { readonly fields: readonly pg.FieldDef[] }) => {
        fields = message.fields;
      },
      handleError: reject,
      handleReadyForQuery: () => {
        resolve({ parameters, fields });
      },
    });
  });
}

describe('the types of a declared statement', () => {
  let database: ConnectedDatabase;
  /** The names of types by their ids. An array is `array`. */
  let types: ReadonlyMap<number, string>;
  /** The columns that may be null, as `table.number`. */
  let nullable: ReadonlySet<string>;
  let declared: readonly DeclaredStatement[];
  const described = new Map<string, Described>();

  beforeAll(async () => {
    const files = filesWithStatements(join(ROOT, 'src'));
    for (const file of files) await import(file);
    declared = declaredStatements(files, ROOT);
    database = await connectToTestDatabase();
    types = new Map(
      (
        await database.client.query<{ oid: number; name: string }>(
          `SELECT oid::integer, CASE typcategory WHEN 'A' THEN 'array' ELSE typname END AS name FROM pg_type`,
        )
      ).rows.map(({ oid, name }) => [oid, name]),
    );
    nullable = new Set(
      (
        await database.client.query<{ place: string }>(
          `SELECT attrelid::text || '.' || attnum AS place FROM pg_attribute WHERE NOT attnotnull`,
        )
      ).rows.map(({ place }) => place),
    );
    for (const [name, { text }] of STATEMENTS) {
      described.set(name, await describeStatement(database.client, text));
    }
  }, 120_000);
  afterAll(() => database.close());

  const typeOf = (id: number | undefined): string => types.get(id ?? 0) ?? 'unknown';

  function faultsOfRow({ name, row }: DeclaredStatement): string[] {
    const fields = new Map(described.get(name)?.fields.map((field) => [field.name, field]));
    return [...(row ?? [])].flatMap(([property, kinds]) => {
      const field = fields.get(property);
      if (!field) return [`${name} has no column ${property}`];
      const type = typeOf(field.dataTypeID);
      const read = READ[type] ?? (type === 'array' ? 'array' : OTHERWISE);
      const values = kinds.filter((kind) => kind !== 'null');
      const isRead = read === 'json' || values.every((kind) => kind === read);
      const isNull = nullable.has(`${String(field.tableID)}.${String(field.columnID)}`);
      return [
        ...(isRead ? [] : [`${name}: ${property} is ${values.join(' or ')}, but a ${type}`]),
        ...(isNull && !kinds.includes('null') ? [`${name}: ${property} may be null`] : []),
      ];
    });
  }

  function faultsOfParameters({ name, parameters }: DeclaredStatement): string[] {
    const order = STATEMENTS.get(name)?.order ?? [];
    const missing = order.filter((parameter) => !parameters.has(parameter));
    const ids = described.get(name)?.parameters ?? [];
    return [
      ...missing.map((parameter) => `${name} is not given ${parameter}`),
      ...[...parameters].flatMap(([parameter, kinds]) => {
        const place = order.indexOf(parameter);
        if (place < 0) return [`${name} does not use ${parameter}`];
        const type = typeOf(ids[place]);
        const written = WRITTEN[type] ?? [type === 'array' ? 'array' : OTHERWISE];
        const values = kinds.filter((kind) => !EMPTY.includes(kind));
        return values.every((kind) => written.includes(kind))
          ? []
          : [`${name} takes ${parameter} as ${type}, not ${values.join(' or ')}`];
      }),
    ];
  }

  it('are found for every statement', () => {
    expect(declared.map(({ name }) => name).toSorted()).toEqual([...STATEMENTS.keys()].toSorted());
    expect(declared.length).toBeGreaterThan(30);
  });

  it('say what the columns of its rows are', () => {
    expect(declared.flatMap(faultsOfRow).toSorted()).toEqual(SET_BY_CONDITION);
  });

  it('say what its parameters are', () => {
    expect(declared.flatMap(faultsOfParameters)).toEqual([]);
  });
});
