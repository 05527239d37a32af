import { type Outcome } from '../outcomes/outcome.js';
import { type Application } from './applications.js';
import { type Cents } from './money.js';

/** A payment that a merchant asked to collect by a prompt. */
export interface IncomingPayment {
  readonly id: string;
  readonly application: Application;
  /** As asked for, with its K. */
  readonly till: string;
  readonly phone: string;
  readonly payer: { readonly firstName: string; readonly lastName: string };
  /** What was asked for. */
  readonly asked: Cents;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly callbackUrl: string;
  /** The address of the document. */
  readonly self: string;
  readonly createdAtMs: number;
  readonly outcome: Outcome;
  /** `Pending`, `Success`, `Failed` or another word. */
  status: string;
  /** Why it failed. */
  error: string | null;
  /** Null while no money was taken. */
  transaction: Transaction | null;
}

/** Money that a customer paid to a till, with or without a prompt. */
export interface Transaction {
  readonly id: string;
  readonly receipt: string;
  /** Digits, without the K. */
  readonly till: string;
  readonly phone: string;
  readonly payer: { readonly firstName: string; readonly lastName: string };
  readonly amount: Cents;
  readonly currency: string;
  readonly atMs: number;
  /** How its events show the phone. */
  readonly phoneShown: PhoneShown;
  /** Null for money that came without a prompt. */
  readonly incomingPaymentId: string | null;
  reversedAtMs: number | null;
}

/** `full`: the number and its digest; `hashed`: only the digest; `none`: neither. */
export type PhoneShown = 'full' | 'hashed' | 'none';
export const PHONES_SHOWN = ['full', 'hashed', 'none'] as const satisfies readonly PhoneShown[];

/** A webhook subscription. */
export interface Subscription {
  readonly id: string;
  readonly application: Application;
  readonly eventType: string;
  readonly url: string;
  readonly scope: 'till' | 'company';
  /** The digits of the till; null for a company. */
  readonly till: string | null;
}

/** The digits of a till, which prompts write with a K before them. */
export const tillDigits = (till: string): string => till.replace(/^K/i, '');
