/** The options of access tokens, for signing and verifying, so that no other token is accepted. */
export const JWT_ALGORITHM = 'HS256';
export const JWT_ISSUER = 'lipafi';
export const JWT_AUDIENCE = 'lipafi-operators';
