import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Money } from '../money/money.js';
import {
  IsFilledText,
  IsFlag,
  IsIntegerId,
  IsIntegerIds,
  IsMoney,
  IsPositiveMoney,
  IsText,
  IsTypedPhone,
  IsWholeNumber,
} from './rules.js';

class Sample {
  @IsTypedPhone() phone: unknown = '0';
  @IsIntegerId() id: unknown = 1;
  @IsIntegerIds(3) ids: unknown = [1];
  @IsWholeNumber(1, 65_535) port: unknown = 80;
  @IsMoney() amount: unknown = Money.fromMinor(0, 'KES');
  @IsPositiveMoney() price: unknown = Money.fromMinor(1, 'KES');
  @IsFlag() flag: unknown = true;
  @IsText(5) text: unknown = '';
  @IsFilledText(5) name: unknown = 'x';
}

/** The value that a body with this one field is read as, and the first error about it. */
function read(field: keyof Sample, value: unknown): { value: unknown; complaint: string | null } {
  const sample = plainToInstance(Sample, { [field]: value });
  const [error] = validateSync(sample, { stopAtFirstError: true });
  return { value: sample[field], complaint: Object.values(error?.constraints ?? {})[0] ?? null };
}

describe('what a rule takes', () => {
  it.each<[keyof Sample, unknown, unknown]>([
    ['id', 2, 2],
    ['id', '2', 2],
    ['id', 2_147_483_647, 2_147_483_647],
    ['ids', [3, '2'], [3, 2]],
    ['ids', [2, '2', 2], [2]],
    ['ids', '7', [7]],
    ['port', 8080, 8080],
    ['port', '8080', 8080],
    ['flag', false, false],
    ['flag', 'true', true],
    ['flag', 'false', false],
    ['text', 'abcde', 'abcde'],
    ['text', '', ''],
    ['name', ' a ', ' a '],
  ])('%s reads %j as %j', (field, given, expected) => {
    expect(read(field, given)).toEqual({ value: expected, complaint: null });
  });

  it.each<[unknown, string]>([
    ['0712 345 678', '0712 345 678'],
    [712345678, '712345678'],
  ])('phone reads %j as the text %j', (given, expected) => {
    expect(read('phone', given)).toEqual({ value: expected, complaint: null });
  });

  it.each<['amount' | 'price', unknown, number]>([
    ['amount', '50.00', 5_000],
    ['amount', 50, 5_000],
    ['amount', 19.99, 1_999],
    ['amount', '0', 0],
    ['price', '0.01', 1],
  ])('%s reads %j as %i cents', (field, given, cents) => {
    const { value, complaint } = read(field, given);
    expect(complaint).toBeNull();
    expect(value).toEqual(Money.fromMinor(cents, 'KES'));
  });
});

describe('what a rule refuses', () => {
  it.each<[keyof Sample, unknown, string]>([
    ['id', 'two', 'id must be an integer id'],
    ['id', 0, 'id must be an integer id'],
    ['id', 2_147_483_648, 'id must be an integer id'],
    ['id', 1.5, 'id must be an integer id'],
    ['id', true, 'id must be an integer id'],
    ['id', [2], 'id must be an integer id'],
    ['id', null, 'id must be an integer id'],
    ['ids', [], 'ids must be a list of 1 to 3 integer ids'],
    ['ids', [1, 1, 1, 1], 'ids must be a list of 1 to 3 integer ids'],
    ['ids', [1, 'two'], 'ids must be a list of 1 to 3 integer ids'],
    ['ids', [[1]], 'ids must be a list of 1 to 3 integer ids'],
    ['ids', null, 'ids must be a list of 1 to 3 integer ids'],
    ['port', 0, 'port must be at least 1'],
    ['port', '65536', 'port must be at most 65535'],
    ['port', 80.5, 'port must be a whole number'],
    ['port', '80.0', 'port must be a whole number'],
    ['port', '1e3', 'port must be a whole number'],
    ['amount', '50.001', 'amount must be an amount with at most two decimals'],
    ['amount', '-1', 'amount must be an amount with at most two decimals'],
    ['amount', '1,000', 'amount must be an amount with at most two decimals'],
    ['amount', {}, 'amount must be an amount with at most two decimals'],
    ['price', '0.00', 'price must be more than 0.00'],
    ['price', 'free', 'price must be an amount with at most two decimals'],
    ['phone', -1, 'phone must be text'],
    ['phone', 0.5, 'phone must be text'],
    ['phone', 2 ** 60, 'phone must be text'],
    ['phone', ' ', 'phone must not be blank'],
    ['flag', 1, 'flag must be true or false'],
    ['flag', 'yes', 'flag must be true or false'],
    ['text', 'abcdef', 'text must have at most 5 characters'],
    ['text', 5, 'text must be text'],
    ['text', ['a'], 'text must be text'],
    ['text', 'a\0', 'text holds characters that cannot be stored'],
    ['text', '\ud800', 'text holds characters that cannot be stored'],
    ['name', '', 'name is required'],
    ['name', ' \t', 'name must not be blank'],
    ['name', null, 'name must be text'],
  ])('%s complains about %j', (field, given, complaint) => {
    expect(read(field, given).complaint).toBe(complaint);
  });

  it.each<[keyof Sample]>([['id'], ['ids'], ['port'], ['amount'], ['text'], ['name'], ['phone']])(
    '%s is asked for when it is missing',
    (field) => {
      const sample = plainToInstance(Sample, {});
      sample[field] = undefined;
      const [error] = validateSync(sample, { stopAtFirstError: true });
      expect(Object.values(error?.constraints ?? {})).toEqual([`${field} is required`]);
    },
  );
});
