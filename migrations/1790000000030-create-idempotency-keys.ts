import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Requests that came with an Idempotency-Key, and how they were answered. */
export class CreateIdempotencyKeys1790000000030 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1790000000030';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE idempotency_keys (
        user_id      integer NOT NULL
                     CONSTRAINT idempotency_keys_user_id_fkey
                     REFERENCES users (id) ON DELETE CASCADE,
        key_hash     text NOT NULL,
        fingerprint  text NOT NULL,
        owner        uuid NOT NULL,
        leased_until timestamptz(3) NOT NULL,
        payment_id   uuid
                     CONSTRAINT idempotency_keys_payment_id_fkey
                     REFERENCES payments (id) ON DELETE CASCADE,
        answer       json,
        expires_at   timestamptz(3) NOT NULL,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key_hash)
      );
      CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE idempotency_keys`);
  }
}
