import { defineTexts } from './define-texts.js';

export const chartTexts = defineTexts({
  en: {
    asTable: 'As a table',
    time: 'Time',
    amount: 'Amount',
    sales: 'Sales',
    salesOf: (count: string) => (count === '1' ? '1 sale' : `${count} sales`),
  },
  sw: {
    asTable: 'Kama jedwali',
    time: 'Saa',
    amount: 'Kiasi',
    sales: 'Mauzo',
    salesOf: (count: string) => `mauzo ${count}`,
  },
});
