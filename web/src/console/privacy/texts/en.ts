import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { zhCN } from './zh-CN.ts';

export const en: SameTexts<typeof zhCN> = {
  title: 'Privacy',
  stored: 'What is stored',
  storedText:
    'Your account (name, e-mail or phone number, hashed password, public keys of passkeys, the secret of the second factor, browsers that signed in with their addresses), hashes of API keys, products and licences, applications with what was found, certificates, agreements, shares of orders, and where you are paid.',
  kept: 'For how long',
  keptText:
    'A sign-in ends after 14 days, and its record goes with it. Accounts, products, certificates, agreements and books stay: they name each other, and books must be kept. The audit trail (who did what, when, from which address) stays; administrators of your account and the operator read it.',
  samples: 'Video of samples',
  samplesText:
    'Video of a verification belongs to the camera’s owner and stays for 24 hours at most. You see it only if the owner linked their account as your tester’s or allowed it for that camera, and each look is recorded.',
  shared: 'Who sees it',
  sharedText:
    'The operator sees accounts, products and books; what the operator does to your account stands in your audit trail. Owners who link a tester’s account see your account’s name. Data is used within this platform only, and no third party counts visits or shows advertisements.',
  archives: 'What backups keep',
  archivesText:
    'The operator makes backups. What is deleted stays in backups from before until the operator destroys those (we suggest 35 days at most).',
  leave: 'Closing an account',
  leaveText:
    'The console has no button for it, since certificates, agreements and books name makers’ accounts. Ask the operator.',
};
