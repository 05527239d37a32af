import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { poolOf } from '../database/pool.js';
import { Metrics } from './metrics.js';

/** Shows the use of the connection pool at scrape time. */
@Injectable()
export class PoolGauges {
  constructor(
    @InjectDataSource() dataSource: DataSource,
    settings: Settings,
    { registry }: Metrics,
  ) {
    const registers = [registry];
    new Gauge({
      name: 'lipafi_database_connections',
      help: 'Connections of this process to the database.',
      labelNames: ['state'],
      registers,
      collect() {
        const { totalCount, idleCount } = poolOf(dataSource);
        this.set({ state: 'busy' }, totalCount - idleCount);
        this.set({ state: 'idle' }, idleCount);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_awaited',
      help: 'Requests and jobs of this process that wait for a connection to become free.',
      registers,
      collect() {
        this.set(poolOf(dataSource).waitingCount);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_max',
      help: 'The most connections that this process opens for requests and jobs.',
      registers,
    }).set(settings.database.poolSize);
  }
}
