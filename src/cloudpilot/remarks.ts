import { djangoPasswordFault } from '../auth/django-password.js';
import { Money } from '../common/money/money.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { storedUsername } from '../users/username.js';
import { type SourceUser } from './source-rows.js';
import { type TargetPackage } from './target-rows.js';

/** An operator who cannot log in with a password. */
export interface LockedOut {
  readonly id: number;
  /** The user name here. */
  readonly username: string;
  /** The rest of a sentence about the account. */
  readonly reason: string;
}

/** Explains why a CloudPilot password cannot be checked here; null when it can. */
export function lockedOutOf({ id, username, password }: SourceUser): LockedOut | null {
  const reason = djangoPasswordFault(password);
  return reason === null ? null : { id, username: storedUsername(username), reason };
}

/**
 * M-Pesa does not support cents: such a package is imported unchanged, and can be sold by link
 * only.
 */
export const remarkOnPackage = ({ id, price_minor: price }: TargetPackage): string | null => {
  const money = Money.fromMinor(price, SALES_CURRENCY);
  return money.isWhole
    ? null
    : `routers_package ${id}: costs ${money.toString()}; M-Pesa takes whole shillings only, so it ` +
        'can be sold by link and not by prompt until its price is changed';
};
