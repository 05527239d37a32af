import { apiBase } from './base-path.js';

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name=lipafi-${name}]`)?.content ?? '';

/** The address of the server as the world knows it, without a slash at its end. */
export const publicUrl = /^https?:/.test(meta('public-url'))
  ? meta('public-url').replace(/\/+$/, '')
  : apiBase;

/** Whether test keys of IntaSend reach the simulator, which accepts any and moves no money. */
export const hasSimulator = meta('simulator') === 'on';
