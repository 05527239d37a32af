/** The tables whose rows belong to an operator: a row has its `user_id`. */
export const OWNED_TABLES = [
  'credentials',
  'routers',
  'packages',
  'payments',
  'payment_attempts',
  'payment_history',
  'webhook_events',
  'receipts',
  'entitlements',
  'entitlement_history',
  'devices',
  'accounting_sessions',
  'portal_settings',
  'sessions',
  'security_events',
];
