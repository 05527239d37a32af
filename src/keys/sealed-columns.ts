/** A column of Fernet tokens; empty where the secret was removed. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The primary key, in the order of its index, each with its type. */
  readonly key: readonly (readonly [name: string, type: 'integer' | 'text' | 'uuid'])[];
}

const VERSION_KEY = [
  ['user_id', 'integer'],
  ['credential_id', 'integer'],
  ['version', 'integer'],
] as const;

/**
 * All columns that are sealed with the key ring. Their names end in `_sealed`, and a test compares the
 * list with the database. Keys move from credentials to their versions, so versions come later: a key
 * that moves meanwhile is sealed again before or after.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'credentials', column: 'private_key_sealed', key: [['id', 'integer']] },
  { table: 'credentials', column: 'webhook_challenge_sealed', key: [['id', 'integer']] },
  { table: 'credentials', column: 'further_fields_sealed', key: [['id', 'integer']] },
  ...['private_key_sealed', 'webhook_challenge_sealed', 'further_fields_sealed'].map((column) => ({
    table: 'credential_versions',
    column,
    key: VERSION_KEY,
  })),
  { table: 'routers', column: 'password_sealed', key: [['id', 'integer']] },
  {
    table: 'payment_attempts',
    column: 'link_signature_sealed',
    key: [
      ['payment_id', 'uuid'],
      ['number', 'integer'],
    ],
  },
  {
    table: 'idempotency_keys',
    column: 'answer_secrets_sealed',
    key: [
      ['user_id', 'integer'],
      ['key_hash', 'text'],
    ],
  },
];
