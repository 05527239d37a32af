export { HOST_NAME } from './rest/menus.js';
export {
  type RouterLogin,
  type RouterOs,
  type RouterOsOptions,
  startRouterOs,
} from './router-os.js';
