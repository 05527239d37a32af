import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Secret } from '../crypto/secret.js';
import { IsSecret } from './secret-rules.js';

const CANARY = 'canary-9b2e';

class Login {
  @IsSecret({ min: 8, max: 20, pattern: { form: /^[a-z0-9-]+$/, message: 'has odd characters' } })
  password: unknown;
}

/** The password that the body is read as, and the errors about it. */
function read(password: unknown): { login: Login; complaints: string[] } {
  const login = plainToInstance(Login, { password });
  const errors = validateSync(login);
  return { login, complaints: errors.flatMap((error) => Object.values(error.constraints ?? {})) };
}

describe('a secret in a request', () => {
  it('is typed from the edge on', () => {
    const { login, complaints } = read(CANARY);
    expect(complaints).toEqual([]);
    expect(login.password).toBeInstanceOf(Secret);
    expect((login.password as Secret).reveal()).toBe(CANARY);
    expect(JSON.stringify(login)).not.toContain(CANARY);
  });

  it.each<[unknown, string]>([
    [undefined, 'password is required'],
    [null, 'password is required'],
    ['', 'password is required'],
    [12_345_678, 'password must be text'],
    [[CANARY], 'password must be text'],
    [{ value: CANARY }, 'password must be text'],
    ['short', 'password must have at least 8 characters'],
    [`${CANARY}-which-is-too-long`, 'password must have at most 20 characters'],
    [`${CANARY}\0`, 'password holds characters that cannot be stored'],
    [`${CANARY}\udfff`, 'password holds characters that cannot be stored'],
    [`${CANARY} !`, 'password has odd characters'],
  ])('is refused without being repeated: %j', (given, complaint) => {
    expect(read(given).complaints).toEqual([complaint]);
  });
});
