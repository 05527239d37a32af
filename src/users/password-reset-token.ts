import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { randomToken } from '../common/crypto/tokens.js';

const TOKEN_BYTES = 32;

/** Creates a password reset token. */
export const makePasswordResetToken = (): Secret => new Secret(randomToken(TOKEN_BYTES));

/** The stored hash of a token; 256 random bits need no slow hash. */
export const passwordResetHash = (token: Secret): string => sha256Hex(token.reveal().trim());
