import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the operators of an e-mail address, in whatever case, without reading all users. */
export class FindOperatorsByEmail1790000000132 implements MigrationInterface {
  readonly name = 'FindOperatorsByEmail1790000000132';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_email_idx`);
    await queryRunner.query(`CREATE INDEX CONCURRENTLY users_email_idx ON users (lower(email))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS users_email_idx`);
  }
}
