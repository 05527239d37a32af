import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { ReadDatabase } from '../database/read-database.js';
import { Metrics } from './metrics.js';

/**
 * Shows whether the replica or the primary answers lists, and the connections to the replica at
 * scrape time.
 */
@Injectable()
export class ReplicaMetrics {
  constructor(reads: ReadDatabase, { registry }: Metrics) {
    const registers = [registry];
    new Counter({
      name: 'lipafi_lists_read_total',
      help: 'Lists of payments and webhooks, by which database has answered.',
      labelNames: ['from'],
      registers,
      collect() {
        this.reset();
        this.inc({ from: 'replica' }, reads.answered.replica);
        this.inc({ from: 'primary' }, reads.answered.primary);
      },
    });
    new Gauge({
      name: 'lipafi_replica_connections',
      help: 'Connections of this process to the replica; none without one.',
      labelNames: ['state'],
      registers,
      collect() {
        this.set({ state: 'busy' }, reads.replicaConnections.busy);
        this.set({ state: 'idle' }, reads.replicaConnections.idle);
      },
    });
  }
}
