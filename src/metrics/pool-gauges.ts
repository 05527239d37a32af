import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type Pool } from 'pg';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { Metrics } from './metrics.js';

/** TypeORM's PostgreSQL driver, of which the types show less than there is. */
interface PostgresDriver {
  readonly master: Pool;
}

/** Shows how much of the pool of database connections is in use, at the moment of being asked. */
@Injectable()
export class PoolGauges {
  constructor(
    @InjectDataSource() dataSource: DataSource,
    settings: Settings,
    { registry }: Metrics,
  ) {
    const pool = (): Pool => (dataSource.driver as unknown as PostgresDriver).master;
    const registers = [registry];
    new Gauge({
      name: 'lipafi_database_connections',
      help: 'Connections of this process to the database.',
      labelNames: ['state'],
      registers,
      collect() {
        const { totalCount, idleCount } = pool();
        this.set({ state: 'busy' }, totalCount - idleCount);
        this.set({ state: 'idle' }, idleCount);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_awaited',
      help: 'Requests and jobs of this process that wait for a connection to become free.',
      registers,
      collect() {
        this.set(pool().waitingCount);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_max',
      help: 'The most connections that this process opens for requests and jobs.',
      registers,
    }).set(settings.database.poolSize);
  }
}
