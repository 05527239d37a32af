import { type DataSource } from 'typeorm';

/**
 * The SQL that TypeORM would run to make the database equal the entities; nothing is run.
 * Empty when they agree.
 *
 * @param dataSource initialised, on a migrated database
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
