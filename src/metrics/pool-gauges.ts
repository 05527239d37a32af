import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Metrics } from './metrics.js';

/** Shows the use of the connection pool at scrape time. */
@Injectable()
export class PoolGauges {
  constructor(database: Database, settings: Settings, { registry }: Metrics) {
    const registers = [registry];
    new Gauge({
      name: 'lipafi_database_connections',
      help: 'Connections of this process to the database.',
      labelNames: ['state'],
      registers,
      collect() {
        const { busy, idle } = database.connections;
        this.set({ state: 'busy' }, busy);
        this.set({ state: 'idle' }, idle);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_awaited',
      help: 'Requests and jobs of this process that wait for a connection to become free.',
      registers,
      collect() {
        this.set(database.connections.awaited);
      },
    });
    new Gauge({
      name: 'lipafi_database_connections_max',
      help: 'The most connections that this process opens for requests and jobs.',
      registers,
    }).set(settings.database.poolSize);
  }
}
