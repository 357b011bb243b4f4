import type { Language } from '@kaitong/contract';
import type { Mail } from '../mail/open-mailer.ts';

type Text = Pick<Mail, 'subject' | 'text'>;
type Texts = { language: Language; host: string };

const lines = (...all: string[]): string => `${all.join('\n\n')}\n`;

/** What the platform writes to people. */
export const composeMail = {
  reset({ language, host, link }: Texts & { link: string }): Text {
    if (language === 'en')
      return {
        subject: `Set a new password (${host})`,
        text: lines(
          `Somebody asked to set a new password for your account at ${host}. Open this link within an hour; it works once:`,
          link,
          'If it was not you, ignore this mail: your password stays as it is. Give the link to nobody.',
        ),
      };
    return {
      subject: `设置新密码（${host}）`,
      text: lines(
        `有人为您在 ${host} 的账号申请了设置新密码。请在一小时内打开下面的链接，只能用一次：`,
        link,
        '如果不是您本人，请忽略这封邮件，密码不会改变。不要把链接发给任何人。',
      ),
    };
  },

  changed({ language, host }: Texts): Text {
    if (language === 'en')
      return {
        subject: `Your password was changed (${host})`,
        text: lines(
          `The password of your account at ${host} was changed, and other browsers have been signed out.`,
          'If it was not you, set a new one at once with “Forgot the password?” on the sign-in page.',
        ),
      };
    return {
      subject: `密码已修改（${host}）`,
      text: lines(
        `您在 ${host} 的账号修改了密码，其他浏览器上的登录已退出。`,
        '如果不是您本人，请立即在登录页点“忘记密码”重新设置。',
      ),
    };
  },

  passkey({ language, host }: Texts): Text {
    if (language === 'en')
      return {
        subject: `A passkey was added to your account (${host})`,
        text: lines(
          `A passkey was added to your account at ${host}. Whoever has it signs in without the password.`,
          'If it was not you, set a new password with “Forgot the password?” on the sign-in page: that removes all passkeys and signs out all browsers.',
        ),
      };
    return {
      subject: `账号添加了通行密钥（${host}）`,
      text: lines(
        `您在 ${host} 的账号添加了一个通行密钥，用它登录不需要密码。`,
        '如果不是您本人，请立即在登录页点“忘记密码”重新设置：所有通行密钥都会被移除，所有浏览器都会退出登录。',
      ),
    };
  },
};
