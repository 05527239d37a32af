import { defineTexts } from './define-texts.js';

export const settingsTexts = defineTexts({
  en: {
    display: 'Display',
    displayIntro: 'These choices are kept in this browser.',
    timeZoneHint: 'All times and days are shown in it, wherever you are.',
    account: 'Account',
  },
  sw: {
    display: 'Muonekano',
    displayIntro: 'Chaguo hizi zinahifadhiwa kwenye kivinjari hiki.',
    timeZoneHint: 'Saa na siku zote zinaonyeshwa kwa saa hizo, popote ulipo.',
    account: 'Akaunti',
  },
});
