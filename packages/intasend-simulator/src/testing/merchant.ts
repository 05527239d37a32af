type Json = Record<string, unknown>;

/** A complete response of the simulator. */
export interface Answer<T = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; throws when it is not JSON. */
  readonly body: T;
}

/** The fields of an invoice that tests use. */
export interface InvoiceJson extends Json {
  readonly invoice_id: string;
  readonly state: string;
}

/** The response to a push. */
export interface PushJson extends Json {
  readonly id: string;
  readonly invoice: InvoiceJson;
  readonly customer: Json;
}

/** The response to a new checkout. */
export interface CheckoutJson extends Json {
  readonly id: string;
  readonly url: string;
  readonly signature: string;
}

/** An ordinary number: pushes to it succeed. */
export const ORDINARY_PHONE = '254712345678';

/**
 * A merchant's client with one key pair, for tests. It sends what the test says, without checks.
 */
export class Merchant {
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly #url: string;

  constructor(url: string, suffix = 'shop', environment = 'test') {
    this.#url = url;
    this.publishableKey = `ISPubKey_${environment}_${suffix}`;
    this.secretKey = `ISSecretKey_${environment}_${suffix}`;
  }

  /** The header of most calls. */
  get bearer(): Record<string, string> {
    return { Authorization: `Bearer ${this.secretKey}` };
  }

  /** Sends a POST with JSON, with the secret key or other headers. */
  async post<T = Json>(
    path: string,
    body: unknown,
    headers: Record<string, string> = this.bearer,
  ): Promise<Answer<T>> {
    return this.#send<T>(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Sends a GET with the secret key or other headers. */
  async get<T = Json>(
    path: string,
    headers: Record<string, string> = this.bearer,
  ): Promise<Answer<T>> {
    return this.#send<T>(path, { method: 'GET', headers });
  }

  /** Sends an STK push, by default of KES 50 to an ordinary phone. */
  push(fields: Json = {}): Promise<Answer<PushJson>> {
    return this.post<PushJson>('payment/mpesa-stk-push/', {
      phone_number: ORDINARY_PHONE,
      amount: 50,
      currency: 'KES',
      api_ref: 'order-1',
      ...fields,
    });
  }

  /** Creates a checkout, by default of KES 50. */
  checkout(fields: Json = {}): Promise<Answer<CheckoutJson>> {
    const body = { public_key: this.publishableKey, amount: 50, api_ref: 'order-1', ...fields };
    return this.post<CheckoutJson>('checkout/', body, {});
  }

  /** The status of an invoice. */
  async status(invoiceId: string): Promise<InvoiceJson> {
    const { body } = await this.post<{ invoice: InvoiceJson }>('payment/status/', {
      invoice_id: invoiceId,
    });
    return body.invoice;
  }

  async #send<T>(path: string, request: RequestInit): Promise<Answer<T>> {
    const response = await fetch(new URL(path, `${this.#url}/api/v1/`), {
      redirect: 'manual',
      ...request,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get body() {
        return JSON.parse(text) as T;
      },
    };
  }
}
