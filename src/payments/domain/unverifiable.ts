/**
 * Why the provider account that an attempt was made with cannot be asked about it.
 *
 * - `no_keys`: its keys are not stored any more, or never were
 * - `keys_unreadable`: no key of the server opens them
 * - `keys_refused`: the provider does not accept them
 * - `other_account`: only keys of another account were left, and it does not know the attempt
 * - `no_lookup`: the provider finds attempts only by their invoice, which is not known
 */
export type Unverifiable =
  'no_keys' | 'keys_unreadable' | 'keys_refused' | 'other_account' | 'no_lookup';
