import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';

/** TypeORM's PostgreSQL driver, of which the types show less than there is. */
interface PostgresDriver {
  readonly master: Pool;
}

/** The connections that a data source and everything else of this process share. */
export const poolOf = ({ driver }: DataSource): Pool =>
  (driver as unknown as PostgresDriver).master;
