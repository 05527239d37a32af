import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAnyUuid, isUuid, newId } from './uuid.js';

describe('isUuid', () => {
  it('takes every version in either case', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [1, 2, 3, 4, 5, 6, 7, 8] }), (uuid) => {
        expect(isUuid(uuid)).toBe(true);
        expect(isUuid(uuid.toUpperCase())).toBe(true);
      }),
    );
  });

  it.each([
    '',
    '2',
    'dbd71f9102df449ca28f981e5fb080ec',
    '{dbd71f91-02df-449c-a28f-981e5fb080ec}',
    'urn:uuid:dbd71f91-02df-449c-a28f-981e5fb080ec',
    'dbd71f91-02df-449c-a28f-981e5fb080e',
    'dbd71f91-02df-449c-a28f-981e5fb080ecc',
    'dbd71f91-02df-449c-a28f-981e5fb080eg',
    'dbd71f91-02df-949c-a28f-981e5fb080ec',
    'dbd71f91-02df-449c-c28f-981e5fb080ec',
    ' dbd71f91-02df-449c-a28f-981e5fb080ec',
    'dbd71f91-02df-449c-a28f-981e5fb080ec\n',
  ])('refuses %j', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});

describe('newId', () => {
  it('makes UUIDs of version 7', () => {
    const id = newId();
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe('7');
  });

  it('makes ids that differ and sort in the order they were made', () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(new Set(ids).size).toBe(1000);
    expect([...ids].sort()).toEqual(ids);
  });
});

describe('isAnyUuid', () => {
  it('also accepts one without a version, as md5 makes them', () => {
    const computed = '9b0c4f6e-2d8a-0f3b-0c57-1f0e6a2b7d90';
    expect([isUuid(computed), isAnyUuid(computed), isAnyUuid(newId())]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each(['', '9b0c4f6e2d8a0f3b0c571f0e6a2b7d90', '9b0c4f6e-2d8a-0f3b-0c57-1f0e6a2b7d9g', '1'])(
    'refuses %j',
    (text) => {
      expect(isAnyUuid(text)).toBe(false);
    },
  );
});
