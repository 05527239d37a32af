import { Injectable } from '@nestjs/common';
import { type Sql } from '../database/database.js';
import { type AccessMethod } from './router.entity.js';

/** A router was added or archived, or its access method was changed. */
export interface RouterNotice {
  readonly userId: number;
  readonly routerId: number;
  /** Null: the router is new. */
  readonly before: AccessMethod | null;
  /** Null: the router was archived. */
  readonly after: AccessMethod | null;
}

/**
 * A feature that reacts to such changes, inside their transaction and after they were written. It
 * must not call other systems. If it throws, nothing is changed.
 */
export type RouterSubscriber = (tx: Sql, notice: RouterNotice) => Promise<void>;

/** Calls the features that have registered themselves, so that routers do not depend on them. */
@Injectable()
export class RouterSubscribers {
  private readonly subscribers: RouterSubscriber[] = [];

  register(subscriber: RouterSubscriber): void {
    this.subscribers.push(subscriber);
  }

  /** Calls them in the order of their registration. */
  async notify(tx: Sql, notice: RouterNotice): Promise<void> {
    for (const subscriber of this.subscribers) await subscriber(tx, notice);
  }
}
