import pg from 'pg';
import { KEEP_ALIVE } from '../database/connections.js';
import { reaching } from '../database/reach-database.js';
import {
  type SourceApiKey,
  type SourceCredential,
  type SourcePackage,
  type SourcePayment,
  type SourceRouter,
  type SourceUser,
} from './source-rows.js';

const USERS = `
  SELECT u.id, u.username, u.email, u.password, u.is_active AS "isActive",
         u.date_joined AS "dateJoined", p.bio, p.website, p.updated_at AS "profileUpdatedAt"
    FROM auth_user u LEFT JOIN users_userprofile p ON p.user_id = u.id ORDER BY u.id`;
const API_KEYS = `
  SELECT user_id AS "userId", public_key AS "publicKey", private_key_hash AS "privateKeyHash",
         created_at AS "createdAt"
    FROM users_apikey ORDER BY user_id`;
const ROUTERS = `
  SELECT id::text, user_id AS "userId", name, host, port, username,
         encrypted_password AS "encryptedPassword", use_https AS "useHttps",
         last_checked AS "lastChecked", is_online AS "isOnline", created_at AS "createdAt",
         updated_at AS "updatedAt"
    FROM routers_router ORDER BY id`;
const PACKAGES = `
  SELECT k.id::text, r.user_id AS "userId", k.router_id::text AS "routerId", k.name,
         k.package_type AS "packageType", k.duration_hours AS "durationHours",
         k.price::text, k.download_speed_mbps AS "downloadSpeedMbps",
         k.upload_speed_mbps AS "uploadSpeedMbps", k.description, k.is_active AS "isActive",
         k.created_at AS "createdAt", k.updated_at AS "updatedAt"
    FROM routers_package k JOIN routers_router r ON r.id = k.router_id ORDER BY k.id`;
const CREDENTIALS = `
  SELECT id::text, user_id AS "userId", provider, api_key AS "apiKey",
         encrypted_private_key AS "encryptedPrivateKey", environment, is_active AS "isActive",
         created_at AS "createdAt", updated_at AS "updatedAt"
    FROM payments_paymentcredentials ORDER BY id`;
const PAYMENTS = `
  SELECT p.id::text, p.user_id AS "userId", p.router_id::text AS "routerId",
         r.user_id AS "routerUserId", p.package_id::text AS "packageId",
         kr.user_id AS "packageUserId", k.name AS "packageName",
         k.duration_hours AS "durationHours", k.download_speed_mbps AS "downloadSpeedMbps",
         k.upload_speed_mbps AS "uploadSpeedMbps", p.phone_number AS "phoneNumber",
         p.amount::text, p.currency, p.payment_method AS "paymentMethod",
         p.payment_provider AS "paymentProvider", p.status,
         coalesce(p.intasend_invoice_id, '') AS "invoiceId",
         coalesce(p.intasend_payment_id, '') AS "providerPaymentId",
         coalesce(p.intasend_state, '') AS "providerState",
         coalesce(p.mac_address::text, '') AS "macAddress",
         coalesce(regexp_replace(p.ip_address::text, '/(32|128)$', ''), '') AS "ipAddress",
         p.package_expiry_time AS "packageExpiryTime", p.created_at AS "createdAt",
         p.updated_at AS "updatedAt", p.completed_at AS "completedAt",
         coalesce(p.error_message, '') AS "errorMessage", p.retry_count AS "retryCount"
    FROM payments_payment p
    LEFT JOIN routers_router r ON r.id = p.router_id
    LEFT JOIN routers_package k ON k.id = p.package_id
    LEFT JOIN routers_router kr ON kr.id = k.router_id
   WHERE $1::uuid IS NULL OR p.id > $1
   ORDER BY p.id LIMIT $2`;
const SHARED_INVOICES = `
  SELECT intasend_invoice_id AS "invoiceId", array_agg(id::text ORDER BY id) AS "paymentIds"
    FROM payments_payment WHERE intasend_invoice_id <> ''
   GROUP BY user_id, intasend_invoice_id HAVING count(*) > 1`;

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_COLUMN = '42703';

/** The database is not a CloudPilot database. */
export class NotCloudPilotError extends Error {
  override readonly name = 'NotCloudPilotError';
}

/** Reads a CloudPilot database in one snapshot, without changing it. */
export class CloudPilot {
  private constructor(private readonly client: pg.Client) {}

  /** Opens a snapshot of the database at `url` while `work` runs. */
  static async reading<T>(url: string, work: (source: CloudPilot) => Promise<T>): Promise<T> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'lipafi import',
      ...KEEP_ALIVE,
    });
    // The next statement tells of a lost connection.
    client.on('error', () => undefined);
    await reaching('CLOUDPILOT_DATABASE_URL', () => client.connect());
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return await work(new CloudPilot(client));
    } finally {
      await client.end();
    }
  }

  users(): Promise<SourceUser[]> {
    return this.rows(USERS);
  }

  apiKeys(): Promise<SourceApiKey[]> {
    return this.rows(API_KEYS);
  }

  routers(): Promise<SourceRouter[]> {
    return this.rows(ROUTERS);
  }

  packages(): Promise<SourcePackage[]> {
    return this.rows(PACKAGES);
  }

  credentials(): Promise<SourceCredential[]> {
    return this.rows(CREDENTIALS);
  }

  /** All payments in the order of their ids, in batches of this size. */
  async *payments(most: number): AsyncGenerator<SourcePayment[]> {
    let after: string | null = null;
    for (;;) {
      const batch: SourcePayment[] = await this.rows<SourcePayment>(PAYMENTS, [after, most]);
      if (batch.length > 0) yield batch;
      const last = batch.at(-1);
      if (!last || batch.length < most) return;
      after = last.id;
    }
  }

  /** Invoices of several payments, although a provider issues each invoice once. */
  sharedInvoices(): Promise<{ readonly invoiceId: string; readonly paymentIds: string[] }[]> {
    return this.rows(SHARED_INVOICES);
  }

  private async rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    try {
      const { rows } = await this.client.query(text, [...values]);
      return rows as Row[];
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code !== UNDEFINED_TABLE && code !== UNDEFINED_COLUMN) throw error;
      const { message } = error as Error;
      throw new NotCloudPilotError(`This is no database of CloudPilot: ${message}`);
    }
  }
}
