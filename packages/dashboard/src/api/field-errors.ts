import { ApiError } from './api-error.js';

/** What is wrong, by field, for `form.setErrors`; empty when the error is about no field. */
export const fieldErrors = (error: unknown): Record<string, string> =>
  error instanceof ApiError
    ? Object.fromEntries(
        Object.entries(error.fields).map(([name, texts]) => [name, texts[0] ?? '']),
      )
    : {};
