/** A column that holds Fernet tokens, or nothing where its secret was taken away. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The primary key, in the order of its index, each with its type. */
  readonly key: readonly (readonly [name: string, type: 'integer' | 'uuid'])[];
}

/**
 * Every column that is sealed with the key ring. Their names end in `_sealed`, and a test holds this
 * list against the database.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'credentials', column: 'private_key_sealed', key: [['id', 'integer']] },
  { table: 'credentials', column: 'webhook_challenge_sealed', key: [['id', 'integer']] },
  { table: 'routers', column: 'password_sealed', key: [['id', 'integer']] },
  {
    table: 'payment_attempts',
    column: 'link_signature_sealed',
    key: [
      ['payment_id', 'uuid'],
      ['number', 'integer'],
    ],
  },
];
