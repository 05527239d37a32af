/**
 * The proof of an operator's identity. It is checked again in the statement that starts the login: a
 * password or key pair that was replaced meanwhile starts none.
 */
export type LoginProof =
  | { readonly kind: 'password'; readonly passwordHash: string }
  | { readonly kind: 'api_key'; readonly publicKey: string };

export type ProofKind = LoginProof['kind'];
