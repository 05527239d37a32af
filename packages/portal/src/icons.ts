import { html, type Html } from './html.js';

const icon = (paths: Html): Html =>
  html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths}
  </svg>`;

const DOT = 'a.1.1 0 0 0 .2 0 .1.1 0 0 0-.2 0';

/** The icons, drawn inline so that nothing has to be loaded. */
export const ICONS = {
  wifi: icon(
    html`<path
      d="M3 9.500c5.200-4.700 12.800-4.700 18 0M6.200 13c3.300-2.900 8.300-2.900 11.600 0M9.400 16.400c1.500-1.300 3.700-1.300 5.200 0M11.900 19.700${DOT}"
    />`,
  ),
  phone: icon(
    html`<path
      d="M9 2.500h6a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2zM10.500 18.200h3"
    />`,
  ),
  check: icon(html`<path d="M5.500 12.500l4.300 4.300L18.500 8" />`),
  warning: icon(html`<path d="M12 6.500v7M11.900 17.300${DOT}" />`),
  clock: icon(
    html`<path d="M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2" />`,
  ),
  call: icon(
    html`<path
      d="M7.700 3.500H5.500a2 2 0 0 0-2 2.200 16.500 16.500 0 0 0 14.800 14.800 2 2 0 0 0 2.200-2v-2.200a1.500 1.500 0 0 0-1-1.400l-3-1a1.500 1.500 0 0 0-1.600.4l-1 1.100a13 13 0 0 1-5.300-5.300l1.100-1a1.500 1.500 0 0 0 .4-1.600l-1-3a1.500 1.500 0 0 0-1.400-1z"
    />`,
  ),
} as const;

export type IconName = keyof typeof ICONS;
