import { DataSource } from 'typeorm';
import { ensureRadiusRole } from '../../src/access/radius/radius-role.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';

/** Creates the database role of the RADIUS server. @returns its new password */
export async function createRadiusRole(databaseUrl: string): Promise<string> {
  const password = randomHex(16);
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 1)).initialize();
  try {
    await ensureRadiusRole(new Database(dataSource), new Secret(password));
    return password;
  } finally {
    await dataSource.destroy();
  }
}
