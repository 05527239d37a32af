import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * PostgreSQL reads the text of each check anew for every statement that writes, about 1 µs for each
 * name, value and operator in it: the ten checks of an entitlement cost a sale as much as the foreign
 * keys. A function is compiled once by each connection, so they are one check now, which calls one. It
 * refuses what they refused. 1790000000401 validates it.
 */
export class CheckEntitlementsAtOnce1790000000400 implements MigrationInterface {
  readonly name = 'CheckEntitlementsAtOnce1790000000400';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(IS_CONSISTENT);
    await queryRunner.query(`REVOKE ALL ON FUNCTION is_consistent_entitlement FROM PUBLIC`);
    const dropped = Object.keys(CHECKS).map((name) => `DROP CONSTRAINT entitlements_${name}_check`);
    await queryRunner.query(`
      ALTER TABLE entitlements
        ${dropped.join(', ')},
        ADD CONSTRAINT entitlements_check CHECK (is_consistent_entitlement(
          id, chain_id, previous_id, source, payment_id, access_code, duration_minutes,
          download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, starts_at, ends_at,
          revoked_at, revoke_reason)) NOT VALID`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    const added = Object.entries(CHECKS).map(
      ([name, check]) => `ADD CONSTRAINT entitlements_${name}_check CHECK (${check}) NOT VALID`,
    );
    await queryRunner.query(`
      ALTER TABLE entitlements DROP CONSTRAINT entitlements_check, ${added.join(', ')}`);
    await queryRunner.query(`DROP FUNCTION is_consistent_entitlement`);
  }
}

const CHECKS = {
  source: `source IN ('payment', 'voucher', 'operator')`,
  payment: `(source = 'payment') = (payment_id IS NOT NULL)`,
  access_code: `access_code ~ '^[2-9A-HJKMNP-Z]{8}$'`,
  duration_minutes: `duration_minutes > 0`,
  speeds: `download_speed_mbps > 0 AND upload_speed_mbps > 0`,
  device_limit: `device_limit BETWEEN 1 AND 20`,
  data_cap_mb: `data_cap_mb > 0`,
  period: `
    (starts_at IS NULL) = (ends_at IS NULL)
    AND ends_at >= starts_at
    AND (starts_at IS NOT NULL OR source = 'voucher')`,
  revoked: `(revoked_at IS NULL) = (revoke_reason IS NULL)`,
  chain: `(previous_id IS NULL) = (chain_id = id)`,
};

// It is not in SQL, because a function in SQL would be put into the check and read each time again.
const IS_CONSISTENT = `
  CREATE FUNCTION is_consistent_entitlement(
      id uuid, chain_id uuid, previous_id uuid, source text, payment_id uuid, access_code text,
      duration_minutes integer, download_speed_mbps integer, upload_speed_mbps integer,
      device_limit integer, data_cap_mb integer, starts_at timestamptz, ends_at timestamptz,
      revoked_at timestamptz, revoke_reason text) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  BEGIN
    RETURN source IN ('payment', 'voucher', 'operator')
       AND (source = 'payment') = (payment_id IS NOT NULL)
       AND access_code ~ '^[2-9A-HJKMNP-Z]{8}$'
       AND duration_minutes > 0
       AND download_speed_mbps > 0 AND upload_speed_mbps > 0
       AND device_limit BETWEEN 1 AND 20
       AND data_cap_mb > 0
       AND (starts_at IS NULL) = (ends_at IS NULL)
       AND ends_at >= starts_at
       AND (starts_at IS NOT NULL OR source = 'voucher')
       AND (revoked_at IS NULL) = (revoke_reason IS NULL)
       AND (previous_id IS NULL) = (chain_id = id);
  END $$;
`;
