import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { type DataSource } from 'typeorm';
import { type Secret } from '../common/crypto/secret.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

/** Gives everyone the database. */
@Global()
@Module({})
export class DatabaseModule {
  static at(url: Secret, poolSize: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(url.reveal(), poolSize), retryAttempts: 3 }),
      ],
      providers: [
        {
          provide: Database,
          inject: [getDataSourceToken()],
          useFactory: (dataSource: DataSource) => new Database(dataSource),
        },
      ],
      exports: [Database],
    };
  }
}
