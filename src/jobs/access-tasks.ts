import { Injectable } from '@nestjs/common';
import { type TaskList } from 'graphile-worker';
import {
  SEND_COA_REQUESTS_TASK,
  type SendCoaRequestsPayload,
} from '../access/delivery/coa-requests.repository.js';
import { CoaSender } from '../access/delivery/coa-sender.js';

/** The tasks about the access of customers at routers. */
@Injectable()
export class AccessTasks {
  constructor(private readonly requests: CoaSender) {}

  /** The tasks by identifier. */
  list(): TaskList {
    return {
      [SEND_COA_REQUESTS_TASK]: (payload) => this.requests.send(payload as SendCoaRequestsPayload),
    };
  }
}
