import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { constantTimeEqual } from '../common/crypto/hash.js';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { randomHex } from '../common/crypto/tokens.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { type Problem } from '#portal';

/** A session in which nothing was bought or proved ends after a day. */
const MAX_AGE_MS = 24 * 3_600_000;
/** One with a sale or access ends later than most access does. */
const MAX_AGE_OF_SALE_MS = 32 * 24 * 3_600_000;
/** 128 random bits. */
const SECRET_BYTES = 16;
/** Tells sessions from other sealed values. A change of the fields needs another one. */
const PURPOSE = 'portal-session-1';
/** Fernet's tokens end with these, which need not be in a URL. */
const PADDING = /=+$/;

/** What the server knows about the payment of a session. */
export interface SessionSale {
  readonly paymentId: string;
  /** Opens code, phone and receipt; null when the payment was found by the device alone. */
  readonly claim: Secret | null;
  /** When the newest attempt was begun. */
  readonly begunAt: Date;
}

/** Access that the customer has shown to know. */
export interface SessionAccess {
  readonly chainId: string;
  /**
   * `proven` by an access code or a receipt: it opens the way to the router. `seen` by a login ticket
   * that was in an address without encryption: it shows the end and no more.
   */
  readonly by: 'proven' | 'seen';
}

/** A problem of the last step, to show on the next page. */
export interface SessionProblem {
  readonly kind: Problem['kind'];
  /** When the customer may try again. */
  readonly until: Date | null;
}

/**
 * One customer in one window, for as long as they follow the links. All of it is in the address of the
 * pages, sealed, because mini-browsers forget everything else.
 */
export interface PortalSession {
  /** The router that it is bound to, and its operator. */
  readonly slug: string;
  readonly userId: number;
  readonly routerId: number;
  /** The customer's word; empty when the router has not said it. */
  readonly macAddress: string;
  readonly ipAddress: string;
  /** Where the router takes logins; null when it has not said so. */
  readonly loginUrl: string | null;
  /** Access claims of its sales are computed from it. It is never shown. */
  readonly secret: Secret;
  readonly startedAt: Date;
  /** The number that was typed last; empty before. */
  readonly phone: string;
  /** The code or receipt that was typed last; empty before. */
  readonly typedCode: string;
  /** The last digits of the phone that paid, as typed with it; empty before. */
  readonly typedDigits: string;
  readonly sale: SessionSale | null;
  /** Opens the access that a sale of this session continued. */
  readonly earlierClaim: Secret | null;
  readonly access: SessionAccess | null;
  readonly problem: SessionProblem | null;
}

/** What a new session is bound to. */
export type NewSession = Pick<
  PortalSession,
  'slug' | 'userId' | 'routerId' | 'macAddress' | 'ipAddress' | 'loginUrl'
>;

/** Seals sessions with the keys of the server, and opens them. */
@Injectable()
export class PortalSessions {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** A session of a customer who has just come. */
  begin(bound: NewSession): PortalSession {
    return {
      ...bound,
      secret: new Secret(randomHex(SECRET_BYTES)),
      startedAt: this.clock.now(),
      phone: '',
      typedCode: '',
      typedDigits: '',
      sale: null,
      earlierClaim: null,
      access: null,
      problem: null,
    };
  }

  /** The text for one segment of a URL. Two calls give two texts. */
  seal(session: PortalSession): string {
    const stored = JSON.stringify(storedOf(session));
    return this.keyRing.seal(new Secret(stored)).replace(PADDING, '');
  }

  /**
   * Opens the session of an address.
   * @param slug the router of that address
   * @returns null for anything that this server has not sealed for this router, and for what is over
   */
  open(text: string, slug: string): PortalSession | null {
    const session = this.opened(text);
    if (!session || !constantTimeEqual(session.slug, slug)) return null;
    const age = this.clock.now().getTime() - session.startedAt.getTime();
    const isWorthKeeping = session.sale !== null || session.access !== null;
    return age <= (isWorthKeeping ? MAX_AGE_OF_SALE_MS : MAX_AGE_MS) ? session : null;
  }

  private opened(text: string): PortalSession | null {
    const padded = text + '='.repeat((4 - (text.length % 4)) % 4);
    try {
      const stored: unknown = JSON.parse(this.keyRing.open(padded).reveal());
      return isStored(stored) ? sessionOf(stored) : null;
    } catch (error) {
      if (error instanceof SealBrokenError || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}

/** A session as it is sealed: short names, because it is in every link of a page. */
interface Stored {
  readonly v: typeof PURPOSE;
  readonly s: string;
  readonly u: number;
  readonly r: number;
  readonly m?: string;
  readonly i?: string;
  readonly l?: string;
  readonly k: string;
  readonly t: number;
  readonly p?: string;
  readonly c?: string;
  readonly d?: string;
  /** The sale: payment, claim and time. */
  readonly b?: readonly [id: string, claim: string, at: number];
  readonly e?: string;
  readonly a?: readonly [chainId: string, by: SessionAccess['by']];
  readonly f?: readonly [kind: Problem['kind'], until: number];
}

const storedOf = (session: PortalSession): Stored => {
  const { macAddress, ipAddress, loginUrl, phone, typedCode, typedDigits } = session;
  const { sale, earlierClaim, access, problem } = session;
  return {
    v: PURPOSE,
    s: session.slug,
    u: session.userId,
    r: session.routerId,
    ...(macAddress === '' ? {} : { m: macAddress }),
    ...(ipAddress === '' ? {} : { i: ipAddress }),
    ...(loginUrl === null ? {} : { l: loginUrl }),
    k: session.secret.reveal(),
    t: session.startedAt.getTime(),
    ...(phone === '' ? {} : { p: phone }),
    ...(typedCode === '' ? {} : { c: typedCode }),
    ...(typedDigits === '' ? {} : { d: typedDigits }),
    ...(sale && {
      b: [sale.paymentId, sale.claim?.reveal() ?? '', sale.begunAt.getTime()] as const,
    }),
    ...(earlierClaim && { e: earlierClaim.reveal() }),
    ...(access && { a: [access.chainId, access.by] as const }),
    ...(problem && { f: [problem.kind, problem.until?.getTime() ?? 0] as const }),
  };
};

const sessionOf = (stored: Stored): PortalSession => ({
  slug: stored.s,
  userId: stored.u,
  routerId: stored.r,
  macAddress: stored.m ?? '',
  ipAddress: stored.i ?? '',
  loginUrl: stored.l ?? null,
  secret: new Secret(stored.k),
  startedAt: new Date(stored.t),
  phone: stored.p ?? '',
  typedCode: stored.c ?? '',
  typedDigits: stored.d ?? '',
  sale: stored.b ? saleOf(stored.b) : null,
  earlierClaim: stored.e === undefined ? null : new Secret(stored.e),
  access: stored.a ? { chainId: stored.a[0], by: stored.a[1] } : null,
  problem: stored.f
    ? { kind: stored.f[0], until: stored.f[1] === 0 ? null : new Date(stored.f[1]) }
    : null,
});

const saleOf = ([paymentId, claim, at]: NonNullable<Stored['b']>): SessionSale => ({
  paymentId,
  claim: claim === '' ? null : new Secret(claim),
  begunAt: new Date(at),
});

/** Other sealed values of the server open too, and are no sessions. */
const isStored = (value: unknown): value is Stored => isJsonObject(value) && value['v'] === PURPOSE;
