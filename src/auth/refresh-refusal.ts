/** A refresh token that was brought, with its login and its operator. */
export interface FoundRefreshToken {
  readonly id: string;
  readonly sessionId: string;
  readonly userId: number;
  /** It has served before: it is dead. */
  readonly isUsed: boolean;
  readonly isExpired: boolean;
  /** The login has ended. */
  readonly isEnded: boolean;
  /** The operator's account is not disabled. */
  readonly isActive: boolean;
}

/** Why a refresh token gets no new pair. */
export type RefreshRefusal = 'reused' | 'ended' | 'expired' | 'disabled';

/**
 * Whether the token may be exchanged; null when it may. Reuse comes first, whatever else is wrong:
 * a dead token in someone's hands means that it was copied, and which of the two holders is the
 * thief cannot be told. A client that repeats a refresh after a lost answer looks the same.
 */
export function refreshRefusal(token: FoundRefreshToken): RefreshRefusal | null {
  if (token.isUsed) return 'reused';
  if (token.isEnded) return 'ended';
  if (token.isExpired) return 'expired';
  if (!token.isActive) return 'disabled';
  return null;
}
