/**
 * Why the provider's account that an attempt was made with cannot be asked about it.
 *
 * - `no_keys`: they are not kept any more, or never were
 * - `keys_unreadable`: they do not open with any key of the server
 * - `keys_refused`: the provider does not accept them
 * - `other_account`: only other keys were left to ask with, and their account does not know it
 */
export type Unverifiable = 'no_keys' | 'keys_unreadable' | 'keys_refused' | 'other_account';
