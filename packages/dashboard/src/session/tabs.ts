import { type Login } from './session-api.js';

/** What a tab tells the other tabs of this browser. */
export type TabMessage =
  | { readonly type: 'login'; readonly login: Login }
  | { readonly type: 'ended'; readonly reason: EndReason };

/** Why a session has ended: the server said so, or somebody has logged out. */
export type EndReason = 'expired' | 'logged-out';

const channel = new BroadcastChannel('lipafi-session');

/** Tells all other tabs of this browser. */
export const tellTabs = (message: TabMessage): void => {
  channel.postMessage(message);
};

/** Calls a listener for everything that other tabs tell. */
export const onTabMessage = (listener: (message: TabMessage) => void): void => {
  channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    listener(data);
  });
};
