import { withRefreshLock } from './refresh-lock.js';
import * as sessionApi from './session-api.js';
import { type Login } from './session-api.js';
import { onTabMessage, tellTabs } from './tabs.js';

/** Whether somebody is logged in; `starting` until the server has been asked. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'out'; readonly reason: 'none' | 'expired' | 'logged-out' }
  | { readonly status: 'in'; readonly login: Login };

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
      else this.become({ status: 'out', reason: 'logged-out' });
    });
  }

  readonly state = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  accessToken(): string | null {
    return this.current.status === 'in' ? this.current.login.accessToken : null;
  }

  /** Finds out whether this browser is logged in, once for a page. @throws UnreachableError */
  async start(): Promise<SessionState> {
    if (this.current.status === 'starting') await this.renew(null);
    return this.current;
  }

  /** @throws ApiError when name or password is wrong */
  async logIn(username: string, password: string): Promise<void> {
    this.begin(await sessionApi.logIn(username, password));
  }

  /**
   * Gets a new access token, or ends the session when the server says that it is over. All callers
   * at once share one request; nothing is sent when another tab has brought a token meanwhile.
   * @param used the token that has expired
   * @throws UnreachableError when no answer came: the session is then as it was
   */
  renew(used: string | null): Promise<void> {
    this.renewing ??= withRefreshLock(async () => {
      if (this.accessToken() !== used) return;
      const login = await sessionApi.refresh();
      if (login) this.begin(login);
      else this.end(used === null ? 'none' : 'expired');
    }).finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** Ends the login, here and in all other tabs. @throws UnreachableError: it then goes on */
  async logOut(): Promise<void> {
    await sessionApi.logOut();
    this.end('logged-out');
  }

  private begin(login: Login): void {
    this.become({ status: 'in', login });
    tellTabs({ type: 'login', login });
  }

  private end(reason: 'none' | 'expired' | 'logged-out'): void {
    this.become({ status: 'out', reason });
    if (reason !== 'none') tellTabs({ type: 'ended' });
  }

  private become(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();
