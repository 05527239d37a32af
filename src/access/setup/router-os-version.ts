/** The versions of RouterOS whose scripts differ: 6, 7.0 to 7.14, and 7.15 and later. */
export const ROUTER_OS_VERSIONS = ['6', '7.0', '7.15'] as const;
export type RouterOsVersion = (typeof ROUTER_OS_VERSIONS)[number];
