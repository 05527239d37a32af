import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { EventFrontier } from './event-frontier.js';

/** Shows how long transactions hold back events that somebody reads. */
@Injectable()
export class EventsGauge {
  constructor(frontier: EventFrontier, { registry }: Metrics) {
    new Gauge({
      name: 'lipafi_events_lag_seconds',
      help: 'How long events have waited for a transaction that is still running; 0 when none wait.',
      registers: [registry],
      collect() {
        this.set(frontier.lagMs / 1000);
      },
    });
  }
}
