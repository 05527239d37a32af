import { Module } from '@nestjs/common';
import { EventEpochs } from './event-epochs.js';
import { EventFrontier } from './event-frontier.js';
import { EventSubjectsRepository } from './event-subjects.repository.js';
import { EventsController } from './events.controller.js';
import { EventsGauge } from './events-gauge.js';
import { EventsRepository } from './events.repository.js';
import { EventsService } from './events.service.js';
import { OldEvents } from './old-events.js';

@Module({
  controllers: [EventsController],
  providers: [
    EventsRepository,
    EventEpochs,
    EventFrontier,
    EventSubjectsRepository,
    EventsService,
    OldEvents,
    EventsGauge,
  ],
  exports: [OldEvents],
})
export class EventsModule {}
