import {
  Activity,
  Banknote,
  ChartNoAxesColumn,
  CircleAlert,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  Package,
  Palette,
  Router,
  Search,
  Settings,
  Webhook,
  Wifi,
} from 'lucide-react';
import { type commonTexts } from '../texts/common.js';

type Texts = (typeof commonTexts)['en'];

/** A screen that the navigation leads to. */
export interface Destination {
  readonly to:
    | '/'
    | '/find'
    | '/payments'
    | '/review'
    | '/access'
    | '/packages'
    | '/routers'
    | '/reports'
    | '/portal'
    | '/keys'
    | '/webhooks'
    | '/logins'
    | '/settings';
  readonly name: keyof Texts['screens'];
  readonly icon: LucideIcon;
}

const TODAY: Destination = { to: '/', name: 'today', icon: Activity };
const FIND: Destination = { to: '/find', name: 'find', icon: Search };
const PAYMENTS: Destination = { to: '/payments', name: 'payments', icon: Banknote };
const REVIEW: Destination = { to: '/review', name: 'review', icon: CircleAlert };
const ACCESS: Destination = { to: '/access', name: 'access', icon: Wifi };

/** The screens of the bottom bar of phones; all others are behind "More". */
export const BOTTOM_BAR: readonly Destination[] = [TODAY, FIND, PAYMENTS, ACCESS];

/** All screens, in the groups of the side bar. */
export const GROUPS: readonly {
  readonly name: keyof Texts['groups'];
  readonly screens: readonly Destination[];
}[] = [
  { name: 'everyDay', screens: [TODAY, FIND, PAYMENTS, REVIEW, ACCESS] },
  {
    name: 'shop',
    screens: [
      { to: '/packages', name: 'packages', icon: Package },
      { to: '/routers', name: 'routers', icon: Router },
      { to: '/reports', name: 'reports', icon: ChartNoAxesColumn },
      { to: '/portal', name: 'portal', icon: Palette },
    ],
  },
  {
    name: 'account',
    screens: [
      { to: '/keys', name: 'keys', icon: KeyRound },
      { to: '/webhooks', name: 'webhooks', icon: Webhook },
      { to: '/logins', name: 'logins', icon: MonitorSmartphone },
      { to: '/settings', name: 'settings', icon: Settings },
    ],
  },
];
