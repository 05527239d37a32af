import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import ipaddr from 'ipaddr.js';
import { type Secret } from '../common/crypto/secret.js';
import { Settings } from '../config/settings.js';

/** A plain text mail to one recipient. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Time limit for each step of sending, in ms. */
const STEP_TIMEOUT_MS = 10_000;

/** Sends mail through the server of `SMTP_URL`. This is slow, so only background jobs do it. */
@Injectable()
export class Mailer {
  constructor(private readonly settings: Settings) {}

  /** Whether a mail server is configured. */
  get isConfigured(): boolean {
    return this.settings.mail !== undefined;
  }

  /** Whether this is a single valid address. Imported accounts may contain anything. */
  canReach(address: string): boolean {
    return isEmail(address);
  }

  /** @throws Error when the server cannot be reached or rejects the mail */
  async send({ to, subject, text }: Mail): Promise<void> {
    const { mail } = this.settings;
    if (!mail) throw new Error('There is no SMTP_URL to send mail through');
    // The library is loaded here, because most processes never send mail.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      url: mail.smtpUrl.reveal(),
      ...(wantsTls(mail.smtpUrl) ? { requireTLS: true } : {}),
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      socketTimeout: STEP_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // As an object, so that a comma in the address cannot make it several.
    await transport.sendMail({ from: mail.from, to: { name: '', address: to }, subject, text });
  }
}

/** The password is sent over TLS only, unless the URL says otherwise. */
function wantsTls(smtpUrl: Secret): boolean {
  const url = new URL(smtpUrl.reveal());
  return url.password !== '' && !isThisMachine(url.hostname) && !url.searchParams.has('requireTLS');
}

function isThisMachine(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(address)) return host === 'localhost';
  return ipaddr.process(address).range() === 'loopback';
}
