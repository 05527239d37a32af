import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds an imported password hash, or that there is none any more, without reading all users. */
export class FindImportedPasswords1790000000083 implements MigrationInterface {
  readonly name = 'FindImportedPasswords1790000000083';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY users_imported_idx
        ON users (id) WHERE password_hash ~ '^pbkdf2_sha256[$][1-9][0-9]{0,7}[$]'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_imported_idx`);
  }
}
