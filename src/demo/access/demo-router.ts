type Json = Readonly<Record<string, unknown>>;

/** A device that a router has let in. */
export interface OnlineDevice {
  /** Upload and download, as `5M/10M`; null when the router does not say. */
  readonly rateLimit: string | null;
  /** Until the router ends the session; null when it does not say. */
  readonly secondsLeft: number | null;
}

/** How a session ended. */
export interface EndedDevice {
  /** Why, in the words of RADIUS; null when the router does not say. */
  readonly cause: string | null;
}

/** The simulated router of the demo, whatever way it gets to know who may be online. */
export interface DemoRouter {
  /** How it is connected, for people. */
  readonly way: string;
  /** Whether it reports sessions at once. */
  readonly reportsSessions: boolean;
  /** The fields of the router in the API. */
  readonly fields: Json;
  /**
   * Connects it, once the router exists in the API.
   * @param setup asks the API for the set-up of the router
   */
  open(setup: () => Promise<Json>): Promise<void>;
  /** @throws Error with the reason when the router rejects the device */
  login(mac: string, code: string): Promise<OnlineDevice>;
  /** The device as it is now; null when it is offline. */
  online(mac: string): OnlineDevice | null;
  /** Resolves when the device is offline. */
  ended(mac: string): Promise<EndedDevice>;
  stop(): Promise<void>;
}
