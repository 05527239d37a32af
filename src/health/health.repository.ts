import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrate.js';

const NEWEST_SEALED = `
  SELECT private_key_sealed AS sealed FROM credentials
   WHERE deleted_at IS NULL ORDER BY id DESC LIMIT $1`;

/** The queries of the health checks. */
@Injectable()
export class HealthRepository {
  constructor(
    private readonly database: Database,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** Checks that the database answers. */
  async ping(): Promise<void> {
    await this.database.query('SELECT 1');
  }

  /** The names of the pending migrations. */
  pendingMigrations(): Promise<string[]> {
    return pendingMigrations(this.dataSource);
  }

  /** The private keys that were encrypted most recently. */
  async newestSealed(most: number): Promise<string[]> {
    const rows = await this.database.query<{ sealed: string }>(NEWEST_SEALED, [most]);
    return rows.map(({ sealed }) => sealed);
  }
}
