import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import ipaddr from 'ipaddr.js';
import { type Secret } from '../common/crypto/secret.js';
import { Settings } from '../config/settings.js';

/** A mail of plain text to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How long a mail server may take for each step, in ms. */
const STEP_TIMEOUT_MS = 10_000;

/** Sends mail through the server of `SMTP_URL`. Slow: for background jobs alone. */
@Injectable()
export class Mailer {
  constructor(private readonly settings: Settings) {}

  /** Whether there is a server to send through. */
  get isConfigured(): boolean {
    return this.settings.mail !== undefined;
  }

  /** Whether this is one address, as a mail needs it: imported accounts may hold anything. */
  canReach(address: string): boolean {
    return isEmail(address);
  }

  /** @throws Error when the server could not be reached, or does not take the mail */
  async send({ to, subject, text }: Mail): Promise<void> {
    const { mail } = this.settings;
    if (!mail) throw new Error('There is no SMTP_URL to send mail through');
    // Most servers send none, and most processes of those that do never either.
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
    // As an object, so that no comma in it can make it several.
    await transport.sendMail({ from: mail.from, to: { name: '', address: to }, subject, text });
  }
}

/** A password goes to another machine over TLS alone, unless the URL says otherwise itself. */
function wantsTls(smtpUrl: Secret): boolean {
  const url = new URL(smtpUrl.reveal());
  return url.password !== '' && !isThisMachine(url.hostname) && !url.searchParams.has('requireTLS');
}

function isThisMachine(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(address)) return host === 'localhost';
  return ipaddr.process(address).range() === 'loopback';
}
