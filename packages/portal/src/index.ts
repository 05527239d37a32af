export * from './pages.js';
export { contentSecurityPolicy } from './content-security-policy.js';
export { renderPage, renderPreview } from './render.js';
