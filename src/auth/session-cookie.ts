import { Injectable } from '@nestjs/common';
import { type CookieOptions, type Request, type Response } from 'express';
import { Secret } from '../common/crypto/secret.js';
import { Settings } from '../config/settings.js';

const NAME = 'lipafi_refresh';
/** Browsers accept a cookie of this prefix from https only, and with `Secure`. */
const PREFIX = '__Secure-';
const PATH = '/session';
/** Values of the name that a request may have. */
const MAX_VALUES = 5;

/**
 * The cookie with the refresh token of a browser's login. Browsers send it to the routes below
 * `/session` and nowhere else, not to `/api/session` either, and no script can read it.
 */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly options: CookieOptions;

  constructor(private readonly settings: Settings) {
    // The setting decides and no header, which a client could send.
    const { protocol, pathname } = new URL(settings.server.publicUrl);
    const secure = protocol === 'https:';
    this.name = secure ? PREFIX + NAME : NAME;
    this.options = {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      path: pathname.replace(/\/+$/, '') + PATH,
    };
  }

  /**
   * Reads the refresh token; null without one. Two of them count as none: another host of the same
   * domain can add a cookie of this name, and it is unknown which of the two that is.
   */
  read(request: Request): Secret | null {
    const [value, another] = this.valuesOf(request);
    return value === undefined || value === '' || another !== undefined ? null : new Secret(value);
  }

  /** Reads the refresh tokens of all cookies of the name, five at most. */
  readAll(request: Request): readonly Secret[] {
    return this.valuesOf(request)
      .filter((value) => value !== '')
      .map((value) => new Secret(value));
  }

  set(response: Response, refreshToken: Secret): void {
    const { refreshTtlMs: maxAge } = this.settings.auth;
    response.cookie(this.name, refreshToken.reveal(), { ...this.options, maxAge });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options);
  }

  private valuesOf(request: Request): readonly string[] {
    const values = (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${this.name}=`))
      .map((pair) => pair.slice(this.name.length + 1));
    return [...new Set(values)].slice(0, MAX_VALUES);
  }
}
