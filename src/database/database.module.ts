import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { type DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { ReadDatabase } from './read-database.js';
import { Replica } from './replica.js';
import { RowCursors } from './row-cursors.js';

/** Injection token of the URL for LISTEN and session locks, which bypasses any pooler. */
export const DIRECT_DATABASE_URL = Symbol('direct database URL');

/** How to reach the database. */
export interface DatabaseAccess {
  readonly url: Secret;
  /** The URL of the same database without a pooler. */
  readonly directUrl: Secret;
  /** The URL of a streaming replica, if there is one. */
  readonly replicaUrl: Secret | undefined;
  /** The maximum number of connections to each of them. */
  readonly poolSize: number;
}

/** Provides the database to all modules. */
@Global()
@Module({})
export class DatabaseModule {
  static at({ url, directUrl, replicaUrl, poolSize }: DatabaseAccess): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(url.reveal(), poolSize), retryAttempts: 3 }),
      ],
      providers: [
        { provide: DIRECT_DATABASE_URL, useValue: directUrl },
        {
          provide: Database,
          inject: [getDataSourceToken()],
          useFactory: (dataSource: DataSource) =>
            new Database(dataSource, {
              hasOwnConnections: constantTimeEqual(url.reveal(), directUrl.reveal()),
            }),
        },
        {
          provide: ReadDatabase,
          inject: [Database, Clock, LOGGER],
          useFactory: (database: Database, clock: Clock, logger: Logger) =>
            new ReadDatabase(
              database,
              replicaUrl ? new Replica(replicaUrl, poolSize) : null,
              clock,
              logger,
            ),
        },
        {
          provide: RowCursors,
          inject: [Database, LOGGER],
          useFactory: (database: Database, logger: Logger) =>
            new RowCursors({ primary: url, replica: replicaUrl ?? null }, database, logger),
        },
      ],
      exports: [Database, ReadDatabase, RowCursors, DIRECT_DATABASE_URL],
    };
  }
}
