import { describe, expect, it } from '@jest/globals';
import {
  ApiError,
  conflict,
  invalid,
  invalidFields,
  malformedBody,
  notFound,
  unauthenticated,
} from './api-error.js';

describe('the kinds of errors', () => {
  it.each([
    [invalid('a_code', 'Not so.'), 400, 'a_code'],
    [malformedBody(), 400, 'malformed_body'],
    [invalidFields({ name: ['name is required'] }), 400, 'validation_failed'],
    [unauthenticated('a_code', 'Who is there?', 'Bearer'), 401, 'a_code'],
    [notFound('a_code', 'Not here.'), 404, 'a_code'],
    [conflict('a_code', 'Not now.'), 409, 'a_code'],
  ])('%s answers %i with code %s', (error, status, code) => {
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, code });
  });

  it('tell an unauthenticated caller which scheme to use', () => {
    expect(unauthenticated('a_code', 'Who is there?', 'Bearer realm="x"').details.headers).toEqual({
      'WWW-Authenticate': 'Bearer realm="x"',
    });
  });

  it('keep what went wrong underneath as their cause', () => {
    const cause = new Error('underneath');
    expect(invalid('a_code', 'Not so.', { cause }).cause).toBe(cause);
    expect(malformedBody(cause).cause).toBe(cause);
  });

  it('carry the payment that was left behind', () => {
    expect(conflict('a_code', 'Not now.', { paymentId: 'p-1' }).details.paymentId).toBe('p-1');
  });
});

describe('invalidFields', () => {
  it('has the first error as its message', () => {
    const fields = { name: ['name is required'], port: ['port must be a whole number'] };
    expect(invalidFields(fields).message).toBe('name is required.');
    expect(invalidFields(fields).details.fields).toEqual(fields);
  });

  it.each(['Choose another one.', 'Really?', 'No!'])('leaves a sentence as it is: %s', (text) => {
    expect(invalidFields({ name: [text] }).message).toBe(text);
  });

  it('prefers the sentence that it is given', () => {
    expect(invalidFields({ phone: ['unreadable'] }, 'Invalid phone').message).toBe('Invalid phone');
  });

  it('has a sentence even when no field is named', () => {
    expect(invalidFields({}).message).toBe('The request is not valid.');
  });
});
