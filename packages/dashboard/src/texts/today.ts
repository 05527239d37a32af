import { defineTexts } from './define-texts.js';

export const todayTexts = defineTexts({
  en: {
    toDo: 'To do',
    toDos: {
      review: (count: string) =>
        count === '1' ? '1 payment to look at' : `${count} payments to look at`,
      router_silent: (_: string, name: string) => `${name} is not heard from`,
      keys_failing: (_: string, name: string) => `${name} does not accept your keys`,
      webhook_silent: (_: string, name: string) => `${name} sends no webhooks`,
      unmatched_receipts: (count: string) =>
        count === '1'
          ? 'Money of 1 receipt fits no sale'
          : `Money of ${count} receipts fits no sale`,
      no_router: () => 'Add your first router',
      no_package: (_: string, name: string) =>
        name === '' ? 'Add packages to sell' : `${name} sells no package yet`,
      no_credentials: () => 'Add the keys of your payment provider',
    },
    since: (time: string) => `since ${time}`,
    nothingToDo: 'Nothing to do. All is well.',
    taken: 'Taken today',
    yesterday: 'yesterday until now',
    lastWeek: 'same day last week until now',
    sales: 'Sales',
    successRate: 'Paid of those asked',
    nobodyAsked: 'nobody asked yet',
    online: 'Online now',
    devices: 'devices',
    waiting: 'Waiting for a PIN',
    byHour: 'Taken by hour, today',
    lastSales: 'Last sales',
    allPayments: 'All payments',
    noSales: 'No sale yet',
    noSalesHint: 'When a customer pays, it is here within seconds.',
    firstSteps: 'Make a test sale',
    noSaleToday: 'No sale today yet.',
  },
  sw: {
    toDo: 'Ya kufanya',
    toDos: {
      review: (count: string) => `Malipo ${count} ya kuangalia`,
      router_silent: (_: string, name: string) => `${name} haisikiki`,
      keys_failing: (_: string, name: string) => `${name} haikubali funguo zako`,
      webhook_silent: (_: string, name: string) => `${name} haitumi webhook`,
      unmatched_receipts: (count: string) => `Pesa za risiti ${count} hazina uuzaji`,
      no_router: () => 'Ongeza ruta yako ya kwanza',
      no_package: (_: string, name: string) =>
        name === '' ? 'Ongeza vifurushi vya kuuza' : `${name} haiuzi kifurushi bado`,
      no_credentials: () => 'Weka funguo za mtoa huduma wa malipo',
    },
    since: (time: string) => `tangu ${time}`,
    nothingToDo: 'Hakuna cha kufanya. Mambo ni sawa.',
    taken: 'Zilizoingia leo',
    yesterday: 'jana hadi saa hii',
    lastWeek: 'siku hii wiki iliyopita hadi saa hii',
    sales: 'Mauzo',
    successRate: 'Waliolipa kati ya walioombwa',
    nobodyAsked: 'bado hakuna aliyeombwa',
    online: 'Walio mtandaoni sasa',
    devices: 'vifaa',
    waiting: 'Wanaosubiri PIN',
    byHour: 'Zilizoingia kwa saa, leo',
    lastSales: 'Mauzo ya mwisho',
    allPayments: 'Malipo yote',
    noSales: 'Bado hakuna mauzo',
    noSalesHint: 'Mteja akilipa, utaona hapa ndani ya sekunde chache.',
    firstSteps: 'Fanya uuzaji wa majaribio',
    noSaleToday: 'Leo bado hakuna mauzo.',
  },
});
