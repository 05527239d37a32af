import { apiBase } from './base-path.js';

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name=lipafi-${name}]`)?.content ?? '';

/** An address that the page names, without a slash at its end. The page of development names none. */
const address = (name: string): string =>
  /^https?:/.test(meta(name)) ? meta(name).replace(/\/+$/, '') : apiBase;

/** The address of the server as the world knows it, without a slash at its end. */
export const publicUrl = address('public-url');

/** The address of the portal as customers know it, without a slash at its end. */
export const portalUrl = address('portal-url');

/** Whether test keys of IntaSend reach the simulator, which accepts any and moves no money. */
export const hasSimulator = meta('simulator') === 'on';
