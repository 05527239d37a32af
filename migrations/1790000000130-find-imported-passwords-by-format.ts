import { type MigrationInterface, type QueryRunner } from 'typeorm';

const IMPORTED = `password_hash ~ '^(pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt_sha256|bcrypt|scrypt)[$]'`;

/**
 * Finds an imported password hash of each format, or that there is none of it any more, without
 * reading all users. A server of the version before, which asks for one format alone, reads the
 * users instead while it still runs: they are few, and its answer stays the same.
 */
export class FindImportedPasswordsByFormat1790000000130 implements MigrationInterface {
  readonly name = 'FindImportedPasswordsByFormat1790000000130';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_format_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY users_imported_format_idx
        ON users (split_part(password_hash, '$', 1)) WHERE ${IMPORTED}
    `);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_idx`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY users_imported_idx
        ON users (id) WHERE password_hash ~ '^pbkdf2_sha256[$][1-9][0-9]{0,7}[$]'
    `);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_format_idx`);
  }
}
