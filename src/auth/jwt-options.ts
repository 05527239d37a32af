/** How access tokens are signed; stated on both sides, so that no other kind of token passes. */
export const JWT_ALGORITHM = 'HS256';
export const JWT_ISSUER = 'lipafi';
export const JWT_AUDIENCE = 'lipafi-operators';
