import { type Unverifiable } from '../domain/index.js';

/** The account that an attempt was made with cannot be asked about it, so nothing is proven. */
export class CannotVerifyError extends Error {
  override readonly name = 'CannotVerifyError';

  constructor(
    readonly why: Unverifiable,
    options?: ErrorOptions,
  ) {
    super(`The account that the attempt was made with cannot be asked: ${why}`, options);
  }
}
