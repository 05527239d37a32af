import { type Request } from 'express';

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object and not an array. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parsed body of a request; an empty object when it has none. */
export const bodyOf = (request: Request): Json => {
  const body: unknown = request.body;
  return isObject(body) ? body : {};
};

/** An object in an object; an empty one when there is none. */
export function objectIn(value: Json, name: string): Json {
  const found = value[name];
  return isObject(found) ? found : {};
}

/** A text with content; null for anything else. */
export const textIn = (value: Json, name: string): string | null => {
  const found = value[name];
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : null;
};
