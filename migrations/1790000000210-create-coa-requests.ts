import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Disconnect-Requests and CoA-Requests (RFC 5176) to routers: one row for each accounting session, so
 * that their number is bounded by that of the sessions. See docs/access.md.
 */
export class CreateCoaRequests1790000000210 implements MigrationInterface {
  readonly name = 'CreateCoaRequests1790000000210';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE coa_requests (
        session_id   uuid CONSTRAINT coa_requests_pkey PRIMARY KEY
                     CONSTRAINT coa_requests_session_id_fkey
                     REFERENCES accounting_sessions (id) ON DELETE CASCADE,
        user_id      integer NOT NULL,
        router_id    integer NOT NULL,
        kind         text NOT NULL
                     CONSTRAINT coa_requests_kind_check CHECK (kind IN ('disconnect', 'coa')),
        state        text NOT NULL DEFAULT 'waiting'
                     CONSTRAINT coa_requests_state_check
                     CHECK (state IN ('waiting', 'confirmed', 'refused', 'not_confirmed')),
        version      integer NOT NULL DEFAULT 1,
        tries        integer NOT NULL DEFAULT 0,
        requested_at timestamptz(3) NOT NULL DEFAULT now(),
        next_try_at  timestamptz(3) NOT NULL DEFAULT now(),
        sent_at      timestamptz(3),
        answered_at  timestamptz(3),
        error_cause  integer,
        finished_at  timestamptz(3),
        CONSTRAINT coa_requests_finished_check
          CHECK ((state = 'waiting') = (finished_at IS NULL))
      );
      CREATE INDEX coa_requests_waiting_idx
        ON coa_requests (router_id, next_try_at) WHERE state = 'waiting';
      CREATE INDEX coa_requests_sent_at_idx ON coa_requests (sent_at) WHERE sent_at IS NOT NULL;
      CREATE INDEX coa_requests_finished_at_idx
        ON coa_requests (finished_at) WHERE finished_at IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE coa_requests`);
  }
}
