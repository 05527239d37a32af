import { defineTexts } from './define-texts.js';

export const settingsTexts = defineTexts({
  en: {
    display: 'Display',
    displayIntro: 'These choices are kept in this browser.',
    timeZoneHint: 'All times and days are shown in it, wherever you are.',
    account: 'Account',
    payments: 'Payments',
    preferredProvider: 'Sell through',
    firstAvailable: 'Whichever has keys in use',
    preferredHint: 'For routers that have no provider of their own.',
    onReversal: 'When M-Pesa takes money back',
    reversals: { keep: 'Access goes on until you decide', revoke: 'Access ends at once' },
    password: 'Password',
    oldPassword: 'Present password',
    newPassword: 'New password',
    changePassword: 'Change the password',
    passwordHint: 'At least 10 characters. All other logins end.',
    passwordChanged: 'The password is changed. All other logins have ended.',
    apiKeys: 'API keys',
    apiKeysIntro:
      'Programs and portals of your own use them. The public key may be seen by everybody.',
    publicKey: 'Public key',
    privateKey: 'Private key',
    privateKeyOnce: 'It is shown only now. Copy it to where it is needed.',
    noKeys: 'There are no API keys.',
    since: 'Since',
    rotate: 'Make new keys',
    rotateTitle: 'Make new keys?',
    rotateText:
      'The private key stops at once. The public key goes on for as long as you choose, so that your portals can be changed.',
    grace: 'The present public key goes on for',
    graceHours: (hours: number) =>
      hours === 0
        ? 'No time: it stops at once'
        : hours < 48
          ? `${hours} hours`
          : `${hours / 24} days`,
  },
  sw: {
    display: 'Mwonekano',
    displayIntro: 'Chaguo hizi zinahifadhiwa kwenye kivinjari hiki.',
    timeZoneHint: 'Saa na siku zote zinaonyeshwa kwa saa hizo, popote ulipo.',
    account: 'Akaunti',
    payments: 'Malipo',
    preferredProvider: 'Uza kupitia',
    firstAvailable: 'Yeyote mwenye funguo zinazotumika',
    preferredHint: 'Kwa ruta ambazo hazina mtoa huduma wao.',
    onReversal: 'M-Pesa ikirudisha pesa',
    reversals: { keep: 'Ufikiaji unaendelea hadi uamue', revoke: 'Ufikiaji unaisha papo hapo' },
    password: 'Nenosiri',
    oldPassword: 'Nenosiri la sasa',
    newPassword: 'Nenosiri jipya',
    changePassword: 'Badilisha nenosiri',
    passwordHint: 'Angalau herufi 10. Wengine wote walioingia watatolewa.',
    passwordChanged: 'Nenosiri limebadilishwa. Wengine wote wametolewa.',
    apiKeys: 'Funguo za API',
    apiKeysIntro: 'Programu na malango yako huzitumia. Ufunguo wa umma unaweza kuonwa na yeyote.',
    publicKey: 'Ufunguo wa umma',
    privateKey: 'Ufunguo wa siri',
    privateKeyOnce: 'Unaonyeshwa sasa tu. Unakili mahali unapohitajika.',
    noKeys: 'Hakuna funguo za API.',
    since: 'Tangu',
    rotate: 'Tengeneza funguo mpya',
    rotateTitle: 'Utengeneze funguo mpya?',
    rotateText:
      'Ufunguo wa siri utaacha kufanya kazi papo hapo. Ule wa umma utaendelea kwa muda utakaochagua, ili ubadilishe malango yako.',
    grace: 'Ufunguo wa umma wa sasa uendelee kwa',
    graceHours: (hours: number) =>
      hours === 0
        ? 'Bila muda: uache papo hapo'
        : hours < 48
          ? `Saa ${hours}`
          : `Siku ${hours / 24}`,
  },
});
