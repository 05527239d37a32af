import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Router and code are equal in a chain. A foreign key on three columns held that, with an index of its
 * own that each sale wrote to, although most chains have one entitlement and are compared with
 * themselves. Now a trigger compares those that continue a chain, and another one keeps what was
 * compared. Their errors name the same constraint.
 */
export class CheckChainsWhereTheyContinue1790000000391 implements MigrationInterface {
  readonly name = 'CheckChainsWhereTheyContinue1790000000391';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // This takes the strongest lock first: a transaction that has read the table could not go on to
    // write beside a weaker one, and this would wait for it in turn.
    await queryRunner.query(`ALTER TABLE entitlements DROP CONSTRAINT entitlements_chain_fkey`);
    await queryRunner.query(FUNCTIONS);
    await queryRunner.query(`
      REVOKE ALL ON FUNCTION compare_entitlement_with_chain, keep_entitlement_in_chain FROM PUBLIC`);
    await queryRunner.query(`
      CREATE TRIGGER compare_entitlement_with_chain AFTER INSERT ON entitlements
        FOR EACH ROW WHEN (NEW.previous_id IS NOT NULL)
        EXECUTE FUNCTION compare_entitlement_with_chain();
      CREATE TRIGGER keep_entitlement_in_chain
        AFTER UPDATE OF id, chain_id, router_id, access_code ON entitlements
        FOR EACH ROW WHEN (ROW(NEW.id, NEW.chain_id, NEW.router_id, NEW.access_code)
                           IS DISTINCT FROM
                           ROW(OLD.id, OLD.chain_id, OLD.router_id, OLD.access_code))
        EXECUTE FUNCTION keep_entitlement_in_chain();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlements
        ADD CONSTRAINT entitlements_chain_fkey
          FOREIGN KEY (chain_id, router_id, access_code)
          REFERENCES entitlements (id, router_id, access_code);
      DROP TRIGGER keep_entitlement_in_chain ON entitlements;
      DROP TRIGGER compare_entitlement_with_chain ON entitlements;
      DROP FUNCTION keep_entitlement_in_chain, compare_entitlement_with_chain;
    `);
  }
}

const FUNCTIONS = `
  -- The first entitlement is locked as a foreign key would lock it. It cannot be deleted: its history
  -- names it, and is never deleted.
  CREATE FUNCTION compare_entitlement_with_chain() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM public.entitlements first
      WHERE first.id = NEW.chain_id AND first.router_id = NEW.router_id
        AND first.access_code = NEW.access_code AND first.previous_id IS NULL
      FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'entitlement % has another router or code than its chain', NEW.id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entitlements_chain_fkey';
    END IF;
    RETURN NULL;
  END $$;

  CREATE FUNCTION keep_entitlement_in_chain() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'entitlement % keeps its id, chain, router and code', OLD.id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entitlements_chain_fkey';
  END $$;
`;
