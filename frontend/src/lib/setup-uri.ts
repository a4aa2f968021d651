/** What an authenticator app reads from the square code (Key URI format of Google Authenticator). */
export function setupUri(email: string, secret: string): string {
  return `otpauth://totp/Grail:${encodeURIComponent(email)}?secret=${secret}&issuer=Grail`;
}
