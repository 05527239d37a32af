import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Metrics } from '../../metrics/metrics.js';
import { RouterSlots } from '../router-slots.js';
import { CoaClient } from './coa-client.js';
import {
  type ClaimedRequest,
  CoaRequestsRepository,
  type FinishedRequest,
  type SendCoaRequestsPayload,
} from './coa-requests.repository.js';
import { type RouterAnswer } from './radius-packet.js';

/**
 * Routers that this process sends to at once. A router that does not answer occupies a worker for
 * seconds, and most workers must stay free for payments.
 */
const SLOTS = { ofRouter: 2, ofOperator: 8, inAll: 24 };
/** Rounds of one job; a further job does the rest, so that no router holds a worker for long. */
const MAX_ROUNDS = 10;
/** The pause before the next job when the limits allow no request now, in ms. */
const PACE_PAUSE_MS = 200;
/** The pause before a router that did not answer is sent further requests, in ms. */
const SILENCE_PAUSE_MS = 5_000;

/** Sends the waiting requests of routers, within the limits of all servers together. */
@Injectable()
export class CoaSender {
  private readonly slots = new RouterSlots(SLOTS);

  constructor(
    private readonly requests: CoaRequestsRepository,
    private readonly client: CoaClient,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Sends the requests of a router that are due, and plans the next job if any are left. */
  async send({ routerId }: SendCoaRequestsPayload): Promise<void> {
    const userId = await this.requests.operatorOf(routerId);
    if (userId === null) return;
    let pauseMs = PACE_PAUSE_MS;
    await this.slots.run({ id: routerId, userId }, async () => {
      pauseMs = await this.sendDue(routerId);
    });
    await this.requests.planNext(routerId, pauseMs);
  }

  /** Sees to requests that are overdue, and to those of routers that have come back. */
  wakeOverlooked(): Promise<void> {
    return this.requests.wakeOverlooked();
  }

  /** @returns the pause before the next job, in ms */
  private async sendDue(routerId: number): Promise<number> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { finished, claimed } = await this.requests.claim(routerId);
      for (const each of finished) this.count(routerId, each);
      if (claimed.length === 0) break;
      const answers = await Promise.all(claimed.map((each) => this.sendOne(routerId, each)));
      if (answers.every((answer) => answer === null)) return SILENCE_PAUSE_MS;
      if (answers.includes(null)) break;
    }
    return PACE_PAUSE_MS;
  }

  private async sendOne(routerId: number, request: ClaimedRequest): Promise<RouterAnswer | null> {
    const { routerAddress: address, coaPort: port, secret } = request;
    if (address === null || secret === null) return null;
    let answer: RouterAnswer | null;
    try {
      const target = { address, port, secret };
      answer = await this.client.send(
        target,
        { session: request, limits: limitsOf(request) },
        idOf(request),
      );
    } catch (error) {
      this.logger.error({ err: error, routerId }, 'a request to a router could not be sent');
      return null;
    }
    if (answer) {
      const finished = await this.requests.record(request, answer);
      if (finished) this.count(routerId, finished);
    }
    return answer;
  }

  private count(routerId: number, { kind, state }: FinishedRequest): void {
    this.metrics.coaRequestFinished(kind, state);
    if (state === 'confirmed') return;
    this.logger.warn({ routerId, kind, state }, 'a router did not confirm a request');
  }
}

/** The new limits of the session; null when it must end. */
const limitsOf = ({
  isDisconnect,
  seconds,
  uploadMbps,
  downloadMbps,
  octetsLeft,
}: ClaimedRequest) =>
  isDisconnect || seconds === null || uploadMbps === null || downloadMbps === null
    ? null
    : {
        seconds: Math.min(Number(seconds), MAX_SECONDS),
        uploadMbps,
        downloadMbps,
        octetsLeft: octetsLeft === null ? null : BigInt(octetsLeft),
      };

/** Differs between the tries of a request: a router answers a repeated packet from memory. */
const idOf = ({ version, tries }: ClaimedRequest): number => (version * 16 + tries) % 256;

/** The largest Session-Timeout that `radius.authorize` gives. */
const MAX_SECONDS = 2_147_483_647;
