/**
 * How an operator proved who they are. It is checked again in the statement that begins the login:
 * a password or a pair that was replaced meanwhile begins none.
 */
export type LoginProof =
  | { readonly kind: 'password'; readonly passwordHash: string }
  | { readonly kind: 'api_key'; readonly publicKey: string };

export type ProofKind = LoginProof['kind'];
