import { defineTexts } from './define-texts.js';

export const csvTexts = defineTexts({
  en: {
    save: 'Save as CSV',
    arrived: (amount: string) => `Saving … ${amount}`,
    saved: 'The file is saved.',
    empty: 'The file has only the column names: there is nothing to export here.',
    failed: 'The file is not complete.',
  },
  sw: {
    save: 'Hifadhi kama CSV',
    arrived: (amount: string) => `Inahifadhi … ${amount}`,
    saved: 'Faili imehifadhiwa.',
    empty: 'Faili ina majina ya safu pekee: hakuna cha kuhifadhi hapa.',
    failed: 'Faili haijakamilika.',
  },
});
