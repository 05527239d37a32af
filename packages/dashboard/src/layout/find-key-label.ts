/** The keys that open Find, as this machine writes them. */
export const FIND_KEY_LABEL = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';
