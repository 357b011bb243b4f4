import { seconds } from '@kaitong/contract';
import { isLoopback } from '../settings.ts';

export type Mail = { to: string; subject: string; text: string };

/** Hands mail to the operator's mail server. */
export type Mailer = { send(mail: Mail): Promise<void> };

/** As the environment names it: `smtps://user:password@host`, and what stands in `From`. */
export type MailSettings = { url: string; from: string };

/** A mail server that does not answer holds one lane of one kind of work, and not for long. */
const PATIENCE = seconds(20);

/** What a mail holds opens an account, so a line that leaves this machine is encrypted, or nothing is sent. */
export function openMailer({ url, from }: MailSettings): Mailer {
  return {
    async send(mail) {
      const { createTransport } = await import('nodemailer'); // most installations never send any
      const transport = createTransport(
        {
          url,
          requireTLS: !isLoopback(new URL(url).hostname),
          connectionTimeout: PATIENCE,
          greetingTimeout: PATIENCE,
          socketTimeout: PATIENCE,
        },
        { from },
      );
      try {
        await transport.sendMail(mail);
      } finally {
        transport.close();
      }
    },
  };
}
