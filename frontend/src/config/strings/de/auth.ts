import { anyOf } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const auth: Strings['auth'] = {
  signIn: 'Anmelden',
  signInTitle: 'Bei Grail anmelden',
  signUp: 'Konto anlegen',
  signUpTitle: 'Ihr Konto anlegen',
  email: 'E-Mail',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 12 beliebige Zeichen. Ein paar Wörter hintereinander sind gut.',
  passwordCommon: 'Dieses Passwort benutzen viele, also ist es leicht zu erraten. Wählen Sie ein anderes.',
  showPassword: 'Passwort anzeigen',
  hidePassword: 'Passwort verbergen',
  forgot: 'Passwort vergessen?',
  noAccount: 'Noch kein Konto?',
  haveAccount: 'Sie haben schon ein Konto?',
  demo: 'Demokonto verwenden',
  demoHint: 'Dies ist ein Grail auf einem eigenen Rechner. Das Demokonto enthält Beispieldokumente.',
  confirmTitle: 'Sehen Sie in Ihr Postfach',
  confirmHint: (email) => `Wir haben einen Code an ${email} gesendet.`,
  code: 'Bestätigungscode',
  confirm: 'Bestätigen',
  resend: 'Neuen Code senden',
  resent: 'Ein neuer Code ist unterwegs.',
  resetTitle: 'Passwort zurücksetzen',
  resetHint: 'Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Code.',
  sendCode: 'Code senden',
  setPassword: 'Neues Passwort setzen',
  passwordChanged: 'Ihr Passwort wurde geändert. Melden Sie sich mit dem neuen an.',
  company: (label) => `Mit ${label} anmelden`,
  orWithEmail: 'oder mit E-Mail und Passwort',
  byInvitation: 'Konten gibt es nur auf Einladung. Fragen Sie Ihre Administration danach.',
  signUpDomains: (domains) => `Für Adressen von ${anyOf(domains)}.`,
  choosePasswordTitle: 'Wählen Sie Ihr Passwort',
  choosePasswordHint: 'Willkommen! Wählen Sie jetzt ein eigenes Passwort.',
  choosePassword: 'Passwort setzen und anmelden',
  appCodeTitle: 'Geben Sie Ihren Code ein',
  appCodeHint:
    'Öffnen Sie Ihre Authentifizierungs-App und geben Sie die sechs Ziffern ein, die sie für Grail zeigt.',
  appCode: 'Code aus der App',
  appSetupHint: 'Zur Anmeldung brauchen hier alle neben dem Passwort einen Code aus einer App.',
  resetAsked: (email) => `Ihr Passwort muss geändert werden. Wir haben einen Code an ${email} gesendet.`,
  unknownStep:
    'Dieses Konto verlangt einen Anmeldeschritt, den diese Seite nicht kennt. Bitten Sie Ihre Administration um Hilfe.',
  working: 'Einen Moment …',
  backToSignIn: 'Zurück zur Anmeldung',
  problems: {
    NotAuthorizedException: 'E-Mail-Adresse oder Passwort stimmt nicht.',
    UserNotFoundException: 'E-Mail-Adresse oder Passwort stimmt nicht.',
    UsernameExistsException: 'Zu dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich an.',
    InvalidPasswordException:
      'Dieses Passwort ist zu schwach. Nehmen Sie mindestens 10 Zeichen, darunter ein Kleinbuchstabe und eine Ziffer.',
    InvalidParameterException: 'Prüfen Sie E-Mail-Adresse und Passwort und versuchen Sie es erneut.',
    CodeMismatchException: 'Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es erneut.',
    ExpiredCodeException: 'Dieser Code ist abgelaufen. Fordern Sie einen neuen an.',
    LimitExceededException: 'Zu viele Versuche. Warten Sie ein paar Minuten und versuchen Sie es erneut.',
    TooManyRequestsException: 'Zu viele Versuche. Warten Sie ein paar Minuten und versuchen Sie es erneut.',
    TooManyFailedAttemptsException:
      'Zu viele Versuche. Warten Sie ein paar Minuten und versuchen Sie es erneut.',
    UserNotConfirmedException:
      'Dieses Konto ist noch nicht bestätigt. Geben Sie den Code aus unserer E-Mail ein.',
    PasswordResetRequiredException:
      'Dieses Passwort muss erst zurückgesetzt werden. Nutzen Sie „Passwort vergessen?“.',
    NetworkError:
      'Der Anmeldedienst antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
    InvitationExpired:
      'Ihr vorläufiges Passwort ist abgelaufen. Bitten Sie die Person, die Sie eingeladen hat, um eine neue Einladung.',
    InvitationUnused:
      'Dieses Konto wurde noch nicht benutzt. Melden Sie sich mit dem vorläufigen Passwort aus Ihrer Einladung an oder bitten Sie um ein neues.',
    InvitationOnly: 'Konten gibt es nur auf Einladung. Fragen Sie Ihre Administration danach.',
    AddressRefused:
      'Diese Adresse ist hier nicht möglich. Nehmen Sie Ihre Firmenadresse ohne „+“ oder bitten Sie um eine Einladung.',
    SignInEnded: 'Das hat zu lange gedauert. Gehen Sie zurück zur Anmeldung und beginnen Sie von vorn.',
    AccountDisabled: 'Dieses Konto ist gesperrt. Fragen Sie Ihre Administration.',
    CodeUsed: 'Dieser Code wurde schon benutzt. Warten Sie auf den nächsten und geben Sie den ein.',
    NoVerifiedAddress:
      'Wir können an diese Adresse keinen Code senden, weil sie nie bestätigt wurde. Fragen Sie Ihre Administration.',
  },
  unknownProblem: 'Die Anmeldung hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
};
