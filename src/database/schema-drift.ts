import { type DataSource } from 'typeorm';

/**
 * Returns the SQL that TypeORM would run to change the database to match the entities, without
 * running it. Empty when they match.
 *
 * @param dataSource initialised, on a migrated database
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
