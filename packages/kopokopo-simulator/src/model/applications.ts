import { Secret } from 'simulator-core';

/** A merchant's application at Kopo Kopo, with its keys. */
export interface Application {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Signs the webhooks. */
  readonly apiKey: Secret;
}

/** The keys of an application, for control calls. */
export interface ApplicationKeys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
}

const CLIENT_ID = /^sim_client_([\w-]{1,100})$/;

/** The keys of the application with this name: everybody may use them without registering. */
export const keysNamed = (name: string): ApplicationKeys => ({
  clientId: `sim_client_${name}`,
  clientSecret: `sim_secret_${name}`,
  apiKey: `sim_apikey_${name}`,
});

/** The applications by client id. */
export class Applications {
  readonly #byClientId = new Map<string, Application>();
  readonly #refused = new Set<string>();

  /** Adds an application, or replaces its keys. */
  register({ clientId, clientSecret, apiKey }: ApplicationKeys): Application {
    const application = {
      clientId,
      clientSecret: new Secret(clientSecret),
      apiKey: new Secret(apiKey),
    };
    this.#byClientId.set(clientId, application);
    return application;
  }

  /** Finds the application of a client; null when the client is unknown or its secret is wrong. */
  authenticate(clientId: string, clientSecret: string): Application | null {
    const application = this.find(clientId);
    const isAccepted =
      application?.clientSecret.reveal() === clientSecret && !this.#refused.has(clientId);
    return isAccepted ? application : null;
  }

  /** Finds an application; one with a name of the convention is made on first use. */
  find(clientId: string): Application | null {
    const [, name] = CLIENT_ID.exec(clientId) ?? [];
    return (
      this.#byClientId.get(clientId) ?? (name === undefined ? null : this.register(keysNamed(name)))
    );
  }

  /** Refuses a client from now on, until {@link accept}. */
  refuse(clientId: string): void {
    this.#refused.add(clientId);
  }

  /** Reverses {@link refuse}. */
  accept(clientId: string): void {
    this.#refused.delete(clientId);
  }

  /** Removes all applications and refusals. */
  clear(): void {
    this.#byClientId.clear();
    this.#refused.clear();
  }
}
