import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { ReconnectLimit } from '../../rate-limits/reconnect-limit.js';
import { parseAccessCode } from '../domain/access-code.js';
import { parseReceipt } from '../domain/receipt.js';
import { type IssuedTicket, LoginTicketsService, refuseEnded } from './login-tickets.service.js';
import { reconnectErrors } from './reconnect-errors.js';
import { type FoundChain, ReconnectRepository } from './reconnect.repository.js';

/** What a customer proves their access with. */
export type AccessProof =
  { readonly code: string } | { readonly receipt: string; readonly phoneLast4: string };

/** A device that asks to use access that was bought before. */
export interface Reconnect {
  readonly userId: number;
  readonly routerId: number;
  readonly macAddress: string;
  readonly proof: AccessProof;
}

/**
 * Lets another device, or one with a new MAC address, use access that was bought. A phone number alone
 * proves nothing, and the answer never has the code: a receipt is worth one device, not all of them.
 */
@Injectable()
export class ReconnectService {
  constructor(
    private readonly chains: ReconnectRepository,
    private readonly tickets: LoginTicketsService,
    private readonly limit: ReconnectLimit,
    private readonly database: Database,
  ) {}

  /**
   * Attaches the device, and issues a login ticket for it.
   * @throws ApiError 404 when the proof fits no access at the router; 409 when the access has ended,
   * or has no room for the device; 429 after too many failures
   */
  async reconnect({ macAddress, ...asked }: Reconnect): Promise<IssuedTicket> {
    const chain = await this.prove(asked);
    return this.tickets.issue(chain, macAddress, (tx) => this.attachIn(tx, chain, macAddress));
  }

  /**
   * Attaches the device, and issues no ticket.
   * @throws ApiError as {@link reconnect}
   */
  async attach({ macAddress, ...asked }: Reconnect): Promise<FoundChain> {
    const chain = await this.prove(asked);
    await this.database.transaction((tx) => this.attachIn(tx, chain, macAddress));
    return chain;
  }

  /**
   * Finds the access that a proof opens. It has not ended.
   * @throws ApiError 404 when the proof fits no access at the router; 409 when the access has ended; 429
   * after too many failures
   */
  async prove({ userId, routerId, proof }: Omit<Reconnect, 'macAddress'>): Promise<FoundChain> {
    const hasRouter = await this.chains.hasRouter(userId, routerId);
    const counted = 'code' in proof ? proof.code : proof.receipt;
    const attempt = await this.limit.start(userId, hasRouter ? routerId : null, normal(counted));
    const chain = await this.find(userId, routerId, proof);
    if (!chain) throw reconnectErrors.notFound();
    await this.limit.succeeded(attempt);
    refuseEnded(chain);
    return chain;
  }

  /**
   * Says what a proof that opens no access at the router is about. Call it after {@link prove} has
   * refused the proof, and so has counted the attempt.
   */
  async explain({
    userId,
    routerId,
    proof,
  }: Omit<Reconnect, 'macAddress'>): Promise<'other_router' | 'in_review' | 'unknown'> {
    if ('code' in proof) {
      const code = parseAccessCode(proof.code) ?? '';
      const isElsewhere = await this.chains.isCodeElsewhere(userId, routerId, code);
      return isElsewhere ? 'other_router' : 'unknown';
    }
    const receipt = parseReceipt(proof.receipt);
    const { phoneLast4 } = proof;
    const found = await this.chains.findReceiptElsewhere(userId, routerId, receipt, phoneLast4);
    if (found?.isElsewhere) return 'other_router';
    return found?.isInReview ? 'in_review' : 'unknown';
  }

  private async attachIn(tx: Sql, { chainId }: FoundChain, macAddress: string): Promise<void> {
    if (!(await this.chains.attach(tx, chainId, macAddress))) throw reconnectErrors.deviceLimit();
  }

  private find(userId: number, routerId: number, proof: AccessProof): Promise<FoundChain | null> {
    if ('code' in proof) {
      // A code that cannot be one is looked up too, so that the answer takes as long.
      return this.chains.findByCode(userId, routerId, parseAccessCode(proof.code) ?? '');
    }
    const { receipt, phoneLast4 } = proof;
    return this.chains.findByReceipt(userId, routerId, parseReceipt(receipt), phoneLast4);
  }
}

/** The spelling that failures are counted by. */
const normal = (proof: string): string => parseAccessCode(proof) ?? parseReceipt(proof);
