import { type PaymentStatus } from '../payments/domain/index.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';

/* Rows to insert, by column name. Missing columns get their default. */

/** A row of `users`. */
export interface TargetUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password_hash: string;
  readonly is_active: boolean;
  readonly bio: string;
  readonly website: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A row of `api_keys`. */
export interface TargetApiKey {
  readonly user_id: number;
  readonly public_key: string;
  readonly private_key_hash: string;
  readonly created_at: Date;
}

/** A row of `routers`. */
export interface TargetRouter {
  readonly id: number;
  readonly user_id: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password_sealed: string;
  readonly use_https: boolean;
  readonly is_online: boolean;
  readonly last_checked: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A row of `packages`. */
export interface TargetPackage {
  readonly id: number;
  readonly user_id: number;
  readonly router_id: number;
  readonly name: string;
  readonly package_type: string;
  readonly duration_hours: number;
  readonly price_minor: number;
  readonly download_speed_mbps: number;
  readonly upload_speed_mbps: number;
  readonly description: string;
  readonly is_active: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A row of `credentials`. */
export interface TargetCredential {
  readonly id: number;
  readonly user_id: number;
  readonly provider: ProviderCode;
  readonly api_key: string;
  readonly private_key_sealed: string;
  readonly private_key_hint: string;
  readonly environment: ProviderEnvironment;
  readonly is_active: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A row of `payments`, including its only attempt and the first entry of its history. */
export interface TargetPayment {
  readonly id: string;
  readonly user_id: number;
  readonly router_id: number;
  readonly package_id: number;
  readonly phone_number: string;
  readonly phone_e164: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly payment_method: string;
  readonly payment_provider: ProviderCode;
  readonly status: PaymentStatus;
  readonly mac_address: string;
  readonly ip_address: string;
  readonly package_name: string;
  readonly duration_hours: number;
  readonly download_speed_mbps: number;
  readonly upload_speed_mbps: number;
  readonly error_message: string;
  readonly retry_count: number;
  readonly paid_invoice_id: string | null;
  readonly completed_at: Date | null;
  readonly package_expiry_time: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly reference: string;
  readonly environment: ProviderEnvironment;
  readonly delivery: 'accepted' | 'refused' | 'unknown';
  readonly provider_payment_id: string | null;
  readonly invoice_id: string | null;
  readonly provider_state: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Whether the payment can be reconciled with a provider. */
  readonly is_followed: boolean;
}
