import { type FAULT_PHONES } from 'intasend-simulator';
import { type DemoProvider } from './demo-provider.js';
import { type DemoShop } from './demo-sales.js';

type Json = Readonly<Record<string, unknown>>;

/** Formats the sales, one per line. */
export function salesTable(sold: readonly Json[]): string {
  return sold
    .map(
      (payment) =>
        `   ${String(payment.id)}  ${String(payment.status)}  ${String(payment.currency)} ${String(payment.amount)}` +
        `  sold until ${String(payment.package_expiry_time)}`,
    )
    .join('\n');
}

/** Commands to try next. They work while the demo runs. */
export function whatNext(
  shop: DemoShop,
  serverUrl: string,
  { word }: DemoProvider,
  phones: readonly (typeof FAULT_PHONES)[number][],
): string {
  const request = JSON.stringify({
    router_id: shop.routerId,
    package_id: shop.packageId,
    phone_number: '0700000101',
    amount: shop.price,
  });
  const login = JSON.stringify({ username: shop.username, password: shop.password });
  return `
The demo stays up until you press Ctrl-C. Try the dashboard, ${serverUrl}/dashboard/,
as ${shop.username} with the password ${shop.password}. Or, in another terminal:

  # what the router sells
  curl -H 'X-Public-Key: ${shop.publicKey}' ${serverUrl}/routers/${shop.routerId}/packages/

  # prompt a customer who will cancel
  curl -H 'X-Public-Key: ${shop.publicKey}' -H 'Content-Type: application/json' \\
    -d '${request}' ${serverUrl}/payments/${word}/initiate/

  # how it went (put the payment's id in)
  curl -X POST -H 'X-Public-Key: ${shop.publicKey}' ${serverUrl}/payments/${word}/PAYMENT_ID/check-status/

  # the operator's payments
  TOKEN=$(curl -s -H 'Content-Type: application/json' -d '${login}' \\
    ${serverUrl}/users/login/ | node -pe 'JSON.parse(require("fs").readFileSync(0)).access_token')
  curl -H "Authorization: Bearer $TOKEN" ${serverUrl}/payments/

Phones that end otherwise:
${phones.map(({ phone, what }) => `  ${phone.replace(/^\+?254/, '0')}  ${what}`).join('\n')}
`;
}
