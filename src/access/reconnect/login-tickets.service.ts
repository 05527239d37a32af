import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../../common/crypto/hash.js';
import { Secret } from '../../common/crypto/secret.js';
import { randomHex } from '../../common/crypto/tokens.js';
import { Database, type Sql } from '../../database/database.js';
import { isOpenTo, type Viewer } from '../../payments/read/index.js';
import { LoginTicketLimit } from '../../rate-limits/login-ticket-limit.js';
import { RouterTickets } from '../routeros/router-tickets.js';
import { reconnectErrors } from './reconnect-errors.js';
import { type FoundChain, ReconnectRepository } from './reconnect.repository.js';

/** 128 random bits. */
const TICKET_BYTES = 16;

/** The reasons of chains that are over. */
const ENDED = ['expired', 'revoked', 'cap'];

/** A ticket, and the period of the access that it opens. */
export interface IssuedTicket {
  /** User name and password of one login. Only its SHA-256 is stored. */
  readonly ticket: Secret;
  readonly expiresAt: Date;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** Issues login tickets: what a URL may carry to the router instead of the access code. */
@Injectable()
export class LoginTicketsService {
  constructor(
    private readonly database: Database,
    private readonly chains: ReconnectRepository,
    private readonly atRouters: RouterTickets,
    private readonly limit: LoginTicketLimit,
  ) {}

  /**
   * Issues a ticket to whoever may see the access code of a payment.
   * @throws ApiError 404 when the request proves nothing, and what {@link issue} throws
   */
  async ofPayment(
    userId: number,
    viewer: Viewer,
    paymentId: string,
    macAddress: string | null,
  ): Promise<IssuedTicket> {
    const chain = await this.chains.findByPayment(userId, paymentId);
    if (!chain || !isOpenTo(viewer, chain.claimHash)) throw reconnectErrors.ticketRefused();
    return this.issue(chain, macAddress);
  }

  /**
   * The chain that a customer has shown to know, by its id.
   * @throws ApiError 404
   */
  async chainAt(userId: number, routerId: number, chainId: string): Promise<FoundChain> {
    const chain = await this.chains.findById(userId, routerId, chainId);
    if (!chain) throw reconnectErrors.ticketRefused();
    return chain;
  }

  /** The chain that a ticket was issued for, used or not; null for anything that is no ticket. */
  async chainOf(userId: number, routerId: number, ticket: string): Promise<FoundChain | null> {
    return this.chains.findByTicket(userId, routerId, sha256Hex(ticket));
  }

  /**
   * Issues a ticket for a chain, and takes it to the router if that has to know it. The caller has
   * checked that the customer may use the chain.
   * @param macAddress the only device that may use it; null: any that the chain has room for
   * @param before what belongs to the same transaction
   * @throws ApiError 409 when the access has ended, 429 too many tickets
   */
  async issue(
    chain: FoundChain,
    macAddress: string | null,
    before: (tx: Sql) => Promise<void> = () => Promise.resolve(),
  ): Promise<IssuedTicket> {
    refuseEnded(chain);
    await this.limit.count(chain.chainId);
    const issued = await this.database.transaction(async (tx) => {
      await before(tx);
      return this.insert(tx, chain, macAddress);
    });
    const { ticket } = issued;
    await this.atRouters.put({ chainId: chain.chainId, ticket, macAddress });
    return issued;
  }

  private async insert(
    tx: Sql,
    chain: FoundChain,
    macAddress: string | null,
  ): Promise<IssuedTicket> {
    const ticket = `lt-${randomHex(TICKET_BYTES)}`;
    const { chainId, startsAt, endsAt } = chain;
    const ticketHash = sha256Hex(ticket);
    const expiresAt = await this.chains.issueTicket(tx, { chainId, ticketHash, macAddress });
    return { ticket: new Secret(ticket), expiresAt, startsAt, endsAt };
  }
}

/** @throws ApiError 409 when the access has ended */
export function refuseEnded({ reason }: FoundChain): void {
  if (reason !== null && ENDED.includes(reason)) throw reconnectErrors.ended(reason);
}
