/*
 * The rows of MikroTik CloudPilot (Django). 64-bit ids are text, amounts are decimal text, and
 * sealed values are the bytes of their Fernet tokens.
 */

/** `auth_user` with its `users_userprofile`. */
export interface SourceUser {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly isActive: boolean;
  readonly dateJoined: Date;
  readonly bio: string | null;
  readonly website: string | null;
  readonly profileUpdatedAt: Date | null;
}

/** `users_apikey` */
export interface SourceApiKey {
  readonly userId: number;
  readonly publicKey: string;
  readonly privateKeyHash: string;
  readonly createdAt: Date;
}

/** `routers_router` */
export interface SourceRouter {
  readonly id: string;
  readonly userId: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly encryptedPassword: Buffer | null;
  readonly useHttps: boolean;
  readonly lastChecked: Date | null;
  readonly isOnline: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `routers_package` with the owner of its router. */
export interface SourcePackage {
  readonly id: string;
  readonly userId: number;
  readonly routerId: string;
  readonly name: string;
  readonly packageType: string;
  readonly durationHours: number;
  readonly price: string;
  readonly downloadSpeedMbps: number;
  readonly uploadSpeedMbps: number;
  readonly description: string | null;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `payments_paymentcredentials` */
export interface SourceCredential {
  readonly id: string;
  readonly userId: number;
  readonly provider: string;
  readonly apiKey: string;
  readonly encryptedPrivateKey: Buffer;
  readonly environment: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `payments_payment` with the current duration and speeds of its package. */
export interface SourcePayment {
  readonly id: string;
  readonly userId: number;
  readonly routerId: string;
  readonly routerUserId: number | null;
  readonly packageId: string;
  readonly packageUserId: number | null;
  readonly packageName: string | null;
  readonly durationHours: number | null;
  readonly downloadSpeedMbps: number | null;
  readonly uploadSpeedMbps: number | null;
  readonly phoneNumber: string;
  readonly amount: string;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly paymentProvider: string;
  readonly status: string;
  readonly invoiceId: string;
  readonly providerPaymentId: string;
  readonly providerState: string;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly packageExpiryTime: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly completedAt: Date | null;
  readonly errorMessage: string;
  readonly retryCount: number;
}
