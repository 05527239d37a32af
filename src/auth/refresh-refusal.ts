/** A presented refresh token with its login and its operator. */
export interface FoundRefreshToken {
  readonly id: string;
  readonly sessionId: string;
  readonly userId: number;
  /** The token was used before. */
  readonly isUsed: boolean;
  readonly isExpired: boolean;
  /** The login has ended. */
  readonly isEnded: boolean;
  /** The operator's account is not disabled. */
  readonly isActive: boolean;
}

/** Why a refresh token is refused. */
export type RefreshRefusal = 'reused' | 'ended' | 'expired' | 'disabled';

/**
 * Decides why a token is refused; null when it is accepted. Reuse is checked first: a used token
 * means that it was copied, and it is unknown which of the two holders is the attacker. A client that
 * repeats a refresh after a lost response looks the same.
 */
export function refreshRefusal(token: FoundRefreshToken): RefreshRefusal | null {
  if (token.isUsed) return 'reused';
  if (token.isEnded) return 'ended';
  if (token.isExpired) return 'expired';
  if (!token.isActive) return 'disabled';
  return null;
}
