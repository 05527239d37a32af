import { UnreachableError } from '../api/api-error.js';
import { withRefreshLock } from './refresh-lock.js';
import * as sessionApi from './session-api.js';
import { type Login } from './session-api.js';
import { type EndReason, onTabMessage, tellTabs } from './tabs.js';

/** Whether somebody is logged in; `starting` until the server has been asked. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'out'; readonly reason: 'none' | EndReason }
  | { readonly status: 'in'; readonly login: Login };

/** The pauses before the server is asked again when no answer came, in milliseconds. */
const START_PAUSES_MS = [300, 1000, 3000];

/**
 * The login of this browser. The access token is in memory only. Tabs share it, refresh one at a
 * time, and end together.
 */
class Session {
  private current: SessionState = { status: 'starting' };
  private renewing: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor() {
    onTabMessage((message) => {
      if (message.type === 'login') this.become({ status: 'in', login: message.login });
      else this.become({ status: 'out', reason: message.reason });
    });
  }

  readonly state = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** The login that goes on; another object after each renewal. Null while nobody is logged in. */
  login(): Login | null {
    return this.current.status === 'in' ? this.current.login : null;
  }

  /**
   * Finds out whether this browser is logged in, once for a page. An answer that is lost on the way is
   * asked for again.
   * @throws UnreachableError
   */
  async start(): Promise<SessionState> {
    for (const pause of START_PAUSES_MS) {
      try {
        return await this.startOnce();
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return this.startOnce();
  }

  /** @throws ApiError when name or password is wrong */
  async logIn(username: string, password: string): Promise<void> {
    this.begin(await sessionApi.logIn(username, password));
  }

  /**
   * Gets a new access token, or ends the session when the server says that it is over. All callers
   * at once share one request; nothing is sent when another tab has brought a token meanwhile.
   * @param used the login whose token has expired
   * @throws UnreachableError when no answer came: the session is then as it was
   */
  renew(used: Login | null): Promise<void> {
    this.renewing ??= withRefreshLock(async () => {
      if (this.login() !== used) return;
      const login = await sessionApi.refresh();
      if (login) this.begin(login);
      else this.end(used === null ? 'none' : 'expired');
    }).finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /**
   * Ends the login, here and in all other tabs; never while a tab refreshes it, whose answer would
   * bring the login back.
   * @throws UnreachableError: it then goes on
   */
  logOut(): Promise<void> {
    return withRefreshLock(async () => {
      await sessionApi.logOut();
      this.end('logged-out');
    });
  }

  private async startOnce(): Promise<SessionState> {
    if (this.current.status === 'starting') await this.renew(null);
    return this.current;
  }

  private begin(login: Login): void {
    this.become({ status: 'in', login });
    tellTabs({ type: 'login', login });
  }

  private end(reason: 'none' | EndReason): void {
    this.become({ status: 'out', reason });
    if (reason !== 'none') tellTabs({ type: 'ended', reason });
  }

  private become(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();
