/** A presented refresh token with its login and its operator. */
export interface FoundRefreshToken {
  readonly id: string;
  readonly sessionId: string;
  readonly userId: number;
  /** The token was used before. */
  readonly isUsed: boolean;
  /** It was used so recently that a browser may not have received the answer yet. */
  readonly isJustUsed: boolean;
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

/**
 * Decides on the refresh token of a browser. `repeat` is for a token that was just used: browsers lose
 * answers, reload while they refresh, and have several tabs.
 */
export function browserRefresh(token: FoundRefreshToken): RefreshRefusal | 'rotate' | 'repeat' {
  const isRepeated = token.isUsed && token.isJustUsed;
  const refusal = refreshRefusal(isRepeated ? { ...token, isUsed: false } : token);
  return refusal ?? (isRepeated ? 'repeat' : 'rotate');
}
