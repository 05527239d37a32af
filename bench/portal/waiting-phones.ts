import { type Shop } from '../shop.js';

/** How many buy at the same time. */
const AT_ONCE = 10;
const FIELDS = /name="(package|price|form)" value="([^"]*)"/g;

/** Sells to so many phones through the portal. @returns the address that each page asks, as a path */
export async function waitingPhones(
  { url, slug }: { readonly url: string; readonly slug: string },
  { packageId }: Pick<Shop, 'packageId'>,
  numbers: readonly { readonly phone: string; readonly mac: string }[],
): Promise<string[]> {
  const paths: string[] = [];
  const left = [...numbers];
  const buy = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      paths.push(await stateOf(url, slug, packageId, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buy));
  return paths;
}

async function stateOf(
  url: string,
  slug: string,
  packageId: number,
  { phone, mac }: { readonly phone: string; readonly mac: string },
): Promise<string> {
  const packages = await page(`${url}/portal/${slug}?mac=${mac}&ip=10.5.50.2`);
  const link = found(packages, new RegExp(`href="([^"]*/phone\\?package=${packageId})"`));
  const asking = await page(url + link);
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of asking.matchAll(FIELDS)) form.set(name, value);
  form.set('phone_number', phone);
  const answer = await fetch(url + found(asking, /action="([^"]*\/buy)"/), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const location = answer.headers.get('location') ?? '';
  if (!location.endsWith('/payment')) {
    throw new Error(`A sale of the portal was answered ${answer.status} ${location.slice(-40)}`);
  }
  return location.replace(/payment$/, 'state');
}

async function page(address: string): Promise<string> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`A page of the portal was answered ${answer.status}`);
  return answer.text();
}

function found(html: string, pattern: RegExp): string {
  const [, address] = pattern.exec(html) ?? [];
  if (address === undefined) throw new Error(`No ${String(pattern)} on a page of the portal`);
  return address;
}
