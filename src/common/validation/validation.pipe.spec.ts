import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { type ArgumentMetadata } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { ApiError } from '../errors/api-error.js';
import { Optional } from '../openapi/field-schema.js';
import { IsFilledText, IsIntegerId } from './rules.js';
import { createValidationPipe, type MissingFields } from './validation.pipe.js';

class Order {
  static readonly missing: MissingFields = {
    fields: ['item', 'count'],
    message: 'item and count are required',
  };

  @IsFilledText(10) item!: string;
  @IsIntegerId() count!: number;
  @IsIn(['red', 'blue'], { message: 'colour must be red or blue' }) colour = 'red';
}

class Plain {
  @IsFilledText(10) item!: string;
}

const pipe = createValidationPipe();
const checked = (value: unknown, type: unknown = Order): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype: type } as ArgumentMetadata);

/** The error about a body. */
async function refusal(value: unknown, type: unknown = Order): Promise<ApiError> {
  const thrown = await checked(value, type).catch((error: unknown) => error);
  if (!(thrown instanceof ApiError)) throw new Error('The body was taken');
  return thrown;
}

describe('a body that fits', () => {
  it('becomes an instance of its class, with its defaults', async () => {
    const order = await checked({ item: 'tea', count: '2' });
    expect(order).toBeInstanceOf(Order);
    expect(order).toEqual({ item: 'tea', count: 2, colour: 'red' });
  });

  it('loses the fields that its class does not know', async () => {
    expect(await checked({ item: 'tea', extra: 1, constructor: 2 }, Plain)).toEqual({
      item: 'tea',
    });
  });

  it('is left alone where no class is asked for', async () => {
    const webhook = [{ any: 'thing' }];
    expect(await checked(webhook, Object)).toBe(webhook);
  });
});

describe('a class that extends another', () => {
  class Child extends Plain {
    @IsIntegerId() count!: number;
  }

  it('has the rules of both each time, and the other one only its own', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect(await checked({ item: 'tea', count: '2' }, Plain)).toEqual({ item: 'tea' });
      expect(await checked({ item: 'tea', count: '2' }, Child)).toEqual({ item: 'tea', count: 2 });
      expect((await refusal({ item: 5, count: 'x' }, Child)).details.fields).toEqual({
        item: ['item must be text'],
        count: ['count must be an integer id'],
      });
    }
  });
});

describe('an empty query', () => {
  class Sorted {
    @IsIntegerId() @Optional() after?: number;
    order = 'newest';
  }
  const asked = (query: unknown, metatype: unknown): Promise<unknown> =>
    pipe.transform(query, { type: 'query', metatype } as ArgumentMetadata);

  it('becomes an instance of its class, with its defaults, where nothing has to be given', async () => {
    for (const query of [await asked({}, Sorted), await asked({}, Sorted)]) {
      expect(query).toBeInstanceOf(Sorted);
      expect(query).toEqual({ order: 'newest' });
    }
  });

  it('is refused where something has to be given', async () => {
    await expect(asked({}, Plain)).rejects.toThrow(ApiError);
    await expect(asked({}, Plain)).rejects.toThrow(ApiError);
  });

  it('is not what a query with a parameter is', async () => {
    expect(await asked({ after: '7' }, Sorted)).toMatchObject({ after: 7 });
    await expect(asked({ after: 'x' }, Sorted)).rejects.toThrow(ApiError);
  });
});

describe('a body that does not fit', () => {
  it('names every invalid field once', async () => {
    const { status, code, details } = await refusal({ item: 5, count: 'x', colour: 'green' });
    expect([status, code]).toEqual([400, 'validation_failed']);
    expect(details.fields).toEqual({
      item: ['item must be text'],
      count: ['count must be an integer id'],
      colour: ['colour must be red or blue'],
    });
  });

  it('has the first error as its message', async () => {
    expect((await refusal({ item: 5, count: 1 })).message).toBe('item must be text.');
  });

  it.each([{ item: 'tea' }, { item: 'tea', count: null }, { item: '', count: 2 }, {}, undefined])(
    'is told the sentence of its class when something required is missing: %j',
    async (body) => {
      expect((await refusal(body)).message).toBe('item and count are required');
    },
  );

  it('does not say that a field is missing when an optional field is invalid', async () => {
    const { message } = await refusal({ item: 'tea', count: 2, colour: null });
    expect(message).toBe('colour must be red or blue.');
  });

  it('asks for what is missing by name where its class has no sentence', async () => {
    expect((await refusal({}, Plain)).message).toBe('item is required.');
  });

  it.each([[[]], [[{ item: 'tea', count: 2 }]], ['text'], [5], [true], [null]])(
    'is refused when it is no object: %j',
    async (body) => {
      expect(await refusal(body)).toMatchObject({ status: 400, code: 'malformed_body' });
    },
  );

  it.each(['[', '{"a":'])('is refused when it is nested without end: %s…', async (opening) => {
    const closing = opening === '[' ? ']' : '}';
    const text = opening.repeat(40_000) + '0' + closing.repeat(40_000);
    const body = { item: 'tea', count: 2, extra: JSON.parse(text) as unknown };
    expect(await refusal(body)).toMatchObject({ status: 400, code: 'malformed_body' });
  });
});
