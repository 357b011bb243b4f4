type User = { name: string; email: string | null; phone: string | null };

/** How a user is greeted where others may look on: 185****5823, li****@example.com. */
export function maskedLogin({ phone, email, name }: User): string {
  if (phone) return maskedPhone(phone);
  if (email) return maskedEmail(email);
  return name;
}

function maskedPhone(phone: string): string {
  const national = phone.replace(/^\+86/, '');
  return `${national.slice(0, 3)}****${national.slice(-4)}`;
}

function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, Math.min(2, at))}****${email.slice(at)}`;
}
