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

  invitation({ language, host, account, link }: Texts & { account: string; link: string }): Text {
    const name = account.replace(/[^\p{L}\p{N} ._()（）-]/gu, ' ').slice(0, 80); // somebody else's words in a mail of ours
    if (language === 'en')
      return {
        subject: `You are invited to ${name} (${host})`,
        text: lines(
          `“${name}” invites you to work together at ${host}. The link shows who invites you to what, and asks for your consent. It is valid for seven days and works once:`,
          link,
          'If you do not know them, ignore this mail: nothing happens without your consent.',
        ),
      };
    return {
      subject: `“${name}”邀请您（${host}）`,
      text: lines(
        `“${name}”邀请您在 ${host} 一起工作。打开链接可以看到是谁邀请您、邀请您做什么，由您决定是否接受。链接七天内有效，只能用一次：`,
        link,
        '如果您不认识对方，请忽略这封邮件：未经您同意，什么都不会发生。',
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
