import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { type DataSource } from 'typeorm';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { type Secret } from '../common/crypto/secret.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

/** Injection token of the address that LISTEN and locks of a session need: past any pooler. */
export const DIRECT_DATABASE_URL = Symbol('direct database URL');

/** Gives everyone the database. */
@Global()
@Module({})
export class DatabaseModule {
  static at(url: Secret, directUrl: Secret, poolSize: number): DynamicModule {
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
      ],
      exports: [Database, DIRECT_DATABASE_URL],
    };
  }
}
